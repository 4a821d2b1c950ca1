import { randomBytes } from 'node:crypto';
import { idOfBytes, type IdKind } from '@databund/chaincode/model';
import { makeCalls, type Calls } from './calls';
import { Connection, type ConnectionOptions } from './connection';
import { downloadFile, uploadFile, type HeldFile } from './transfer';

/**
 * The exchange, as one participant reaches it through a gateway: `databund.listing.submit({…})`, a method a transaction.
 * @example
 * const databund = new Databund({ url: 'http://127.0.0.1:3000', token });
 * const { items } = await databund.listing.list({ limit: 10 });
 */
export class Databund {
  readonly exchange: Calls['exchange'];
  readonly participant: Calls['participant'];
  readonly listing: Calls['listing'];
  readonly authorisation: Calls['authorisation'];
  readonly trade: Calls['trade'];
  readonly delivery: Calls['delivery'];
  /** HTTP beneath the methods. */
  readonly connection: Connection;

  constructor(options: ConnectionOptions) {
    this.connection = new Connection(options);
    const calls = makeCalls(this.connection);
    this.exchange = calls.exchange;
    this.participant = calls.participant;
    this.listing = calls.listing;
    this.authorisation = calls.authorisation;
    this.trade = calls.trade;
    this.delivery = calls.delivery;
  }

  /** Leaves a held distribution’s bytes with the gateway. @throws DatabundError HASH_MISMATCH, NOT_PERMITTED */
  upload(listing: { readonly id: string; readonly version: number }, name: string, path: string): Promise<void> {
    return uploadFile(this.connection, listing, name, path);
  }

  /** Fetches a held distribution under an open delivery into a file. @throws DatabundError AUTHORISATION_NOT_ACTIVE, LISTING_STOPPED, HASH_MISMATCH */
  download(delivery: string, file: HeldFile, to: string): Promise<void> {
    return downloadFile(this.connection, delivery, file, to);
  }

  /** The channel’s blocks as they are stored, in order, for an auditor. @throws DatabundError */
  async *blocks(from = 0): AsyncGenerator<Uint8Array> {
    const { height } = (await this.connection.json({ method: 'GET', path: '/v1/audit/height', isSafe: true })) as {
      readonly height: number;
    };
    for (let number = from; number < height; number += 1) {
      const response = await this.connection.response({ method: 'GET', path: `/v1/audit/blocks/${String(number)}`, isSafe: true });
      yield new Uint8Array(await response.arrayBuffer());
    }
  }
}

/** A new random id of a kind. Ids are made by the client, so that a retry is the same object. */
export function newId(kind: IdKind): string {
  return idOfBytes(kind, randomBytes(17));
}
