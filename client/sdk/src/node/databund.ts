import { ExchangeClient } from '../core/exchange-client';
import { acquire, type Reached, type Wish } from './acquire';
import { publishFiles, type Publication, type PublishedListing } from './publish-files';
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

  /**
   * Creates a listing, uploads its files and submits it; called again, it continues where it broke off.
   * @throws DatabundError as the transactions and the upload do
   */
  publish(publication: Publication): Promise<PublishedListing> {
    return publishFiles(this, publication);
  }

  /**
   * Takes every step that the buyer can take now towards the bytes of a listing, and says who must act or which delivery is open. Call it
   * until a delivery is open. @throws DatabundError as the transactions do
   */
  acquire(wish: Wish): Promise<Reached> {
    return acquire(this, wish);
  }
}
