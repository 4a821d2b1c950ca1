import { ExchangeClient } from '../core/exchange-client';
import { downloadFile, uploadFile, type Delivered, type HeldFile } from './transfer';

/** The exchange for programs on Node: adds the transfer of files to the methods of `ExchangeClient`. */
export class Databund extends ExchangeClient {
  /** Uploads the bytes of a held distribution from a file to the gateway. @throws DatabundError HASH_MISMATCH, NOT_PERMITTED */
  upload(listing: { readonly id: string; readonly version: number }, name: string, path: string): Promise<void> {
    return uploadFile(this.connection, listing, name, path);
  }

  /**
   * Downloads a held distribution under an open delivery into a file. The gateway must be the one that holds the bytes: the provider's.
   * @example await new Databund({ url: theirs, token }).download(await databund.delivery.get({ id }), file, 'readings.csv');
   * @throws DatabundError AUTHORISATION_NOT_ACTIVE, LISTING_STOPPED, HASH_MISMATCH
   */
  download(delivery: Delivered, file: HeldFile, to: string): Promise<void> {
    return downloadFile(this.connection, delivery, file, to);
  }
}
