import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { ExchangeError, type AnyTransaction } from '@databund/model';

const ivBytes = 12;
const tagBytes = 16;

/**
 * Seals the cursors that leave and opens those that come back: each belongs to one list, with the filters it was read with. The ledger’s
 * own names the key of an object, which may be nobody’s to know; so what leaves is encrypted, not only signed.
 */
export class Cursors {
  /** `key`: 32 bytes. */
  constructor(private readonly key: Buffer) {}

  /** The command with the ledger’s own cursor in it. @throws CURSOR_INVALID */
  open(transaction: AnyTransaction, command: object): object {
    if (!('cursor' in command)) return command;
    return { ...command, cursor: this.decrypt(String(command.cursor), listOf(transaction, command)) };
  }

  /** An answer with its cursor sealed. */
  seal(transaction: AnyTransaction, command: object, answer: unknown): unknown {
    if (!takesCursor(transaction)) return answer;
    const { next, ...page } = answer as { readonly next?: string };
    return next === undefined ? page : { ...page, next: this.encrypt(next, listOf(transaction, command)) };
  }

  private encrypt(cursor: string, list: Buffer): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(list);
    const data = Buffer.concat([cipher.update(cursor, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), data]).toString('base64url');
  }

  private decrypt(sealed: string, list: Buffer): string {
    const bytes = Buffer.from(sealed, 'base64url');
    // Other texts that say the same bytes were not given out.
    if (bytes.length < ivBytes + tagBytes || bytes.toString('base64url') !== sealed) throw new ExchangeError('CURSOR_INVALID');
    const data = bytes.subarray(ivBytes + tagBytes);
    const decipher = createDecipheriv('aes-256-gcm', this.key, bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
      .setAAD(list)
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    try {
      return decipher.update(data, undefined, 'utf8') + decipher.final('utf8');
    } catch {
      throw new ExchangeError('CURSOR_INVALID');
    }
  }
}

/** Says whether a transaction gives its answer page by page. */
function takesCursor({ input }: AnyTransaction): boolean {
  const { properties } = input as { readonly properties?: object };
  return properties !== undefined && Object.hasOwn(properties, 'cursor');
}

/** What a cursor belongs to: the list and its filters, whatever the size of the page. */
function listOf({ name }: AnyTransaction, command: object): Buffer {
  const filters = Object.entries(command)
    .filter(([member]) => member !== 'cursor' && member !== 'limit')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify([name, filters]));
}
