import { randomBytes } from 'node:crypto';
import { idKinds, idOfBytes, type IdKind } from '@databund/model';
import { eachOf, makeCalls, type Calls } from './calls';
import { Connection, type ConnectionOptions } from './connection';
import { wrongInput } from './databund-error';
import { downloadFile, uploadFile, type Delivered, type HeldFile } from './transfer';

/** Blocks that are asked for while one is looked at. */
const blocksAhead = 8;

/** The declared transactions as members. `as`: they are built from the declarations, as `Calls` maps them. */
const Called = class {
  readonly connection: Connection;

  constructor(options: ConnectionOptions) {
    this.connection = new Connection(options);
    Object.assign(this, makeCalls(this.connection));
  }
} as unknown as new (options: ConnectionOptions) => Calls & {
  /** HTTP beneath the methods. */
  readonly connection: Connection;
};

/**
 * The exchange, as one participant reaches it through a gateway: `databund.listing.submit({…})`, a method a transaction.
 * @example
 * const databund = new Databund({ url: 'http://127.0.0.1:3000', token });
 * const { items } = await databund.listing.list({ limit: 10 });
 */
export class Databund extends Called {
  /**
   * Every object of a list, page after page.
   * @example for await (const listing of databund.pages(databund.listing.list, { state: 'LISTED' })) …
   */
  readonly pages = eachOf;

  /** Leaves a held distribution’s bytes with the gateway. @throws DatabundError HASH_MISMATCH, NOT_PERMITTED */
  upload(listing: { readonly id: string; readonly version: number }, name: string, path: string): Promise<void> {
    return uploadFile(this.connection, listing, name, path);
  }

  /**
   * Fetches a held distribution under an open delivery into a file, from the gateway that holds it: the provider’s.
   * @example await new Databund({ url: theirs, token }).download(await databund.delivery.get({ id }), file, 'readings.csv');
   * @throws DatabundError AUTHORISATION_NOT_ACTIVE, LISTING_STOPPED, HASH_MISMATCH
   */
  download(delivery: Delivered, file: HeldFile, to: string): Promise<void> {
    return downloadFile(this.connection, delivery, file, to);
  }

  /** The channel’s blocks as they are stored, in order, for an auditor; up to the height at the beginning. @throws DatabundError */
  async *blocks(from = 0): AsyncGenerator<Uint8Array> {
    const { height } = (await this.connection.json({ method: 'GET', path: '/v1/audit/height' })) as { readonly height: number };
    const ahead: Promise<Uint8Array>[] = [];
    for (let number = from; number < height || ahead.length > 0;) {
      for (; number < height && ahead.length < blocksAhead; number += 1) {
        const block = this.connection.bytes({ method: 'GET', path: `/v1/audit/blocks/${String(number)}` });
        block.catch(() => undefined); // It is told when its turn comes, if an earlier one has not ended it all.
        ahead.push(block);
      }
      const next = await ahead.shift();
      if (next) yield next;
    }
  }
}

/** A new random id of a kind. Ids are made by the client, so that a retry is the same object. @throws DatabundError INPUT_INVALID where there is no such kind */
export function newId(kind: IdKind): string {
  if (!idKinds.includes(kind)) throw wrongInput('/kind', `is not one of ${idKinds.join(', ')}`);
  return idOfBytes(kind, randomBytes(17));
}
