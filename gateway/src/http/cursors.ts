import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { KindGuard, Type } from '@sinclair/typebox';
import { ExchangeError, type AnyTransaction } from '@databund/model';
import { parse } from './validation';

const ivBytes = 12;
const tagBytes = 16;

const Page = Type.Object({ next: Type.Optional(Type.String()) });

/**
 * Encrypts the cursors of list answers, and decrypts those of requests. A cursor of the ledger names the key of an object, which the
 * caller may not be allowed to see; an encrypted one is valid only for its list with the same filters.
 */
export class Cursors {
  /** `key`: 32 bytes. */
  constructor(private readonly key: Buffer) {}

  /** Returns the command with the cursor of the ledger. @throws CURSOR_INVALID */
  open(transaction: AnyTransaction, command: object): object {
    if (!('cursor' in command)) return command;
    return { ...command, cursor: this.openText(transaction.name, command, String(command.cursor)) };
  }

  /** Returns the answer with its cursor encrypted. */
  seal(transaction: AnyTransaction, command: object, answer: unknown): unknown {
    if (!isPaged(transaction)) return answer;
    const { next, ...page } = parse(Page, answer);
    return next === undefined ? page : { ...page, next: this.sealText(transaction.name, command, next) };
  }

  /** Returns the text in a cursor of a list. @throws CURSOR_INVALID if it is of another list or of other filters */
  openText(list: string, filters: object, cursor: string): string {
    return this.decrypt(cursor, nameList(list, filters));
  }

  /** Returns a cursor that is valid only for a list with these filters. */
  sealText(list: string, filters: object, text: string): string {
    return this.encrypt(text, nameList(list, filters));
  }

  private encrypt(cursor: string, list: Buffer): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.key, iv).setAAD(list);
    const data = Buffer.concat([cipher.update(cursor, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), data]).toString('base64url');
  }

  private decrypt(sealed: string, list: Buffer): string {
    const bytes = Buffer.from(sealed, 'base64url');
    // Other base64url texts of the same bytes were not issued.
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

/** Tells whether a transaction answers page by page. */
function isPaged({ input }: AnyTransaction): boolean {
  return KindGuard.IsObject(input) && Object.hasOwn(input.properties, 'cursor');
}

/** Returns what a cursor belongs to: the list and its filters, without the size of the page. */
function nameList(name: string, command: object): Buffer {
  const filters = Object.entries(command)
    .filter(([member]) => member !== 'cursor' && member !== 'limit')
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return Buffer.from(JSON.stringify([name, filters]));
}
