import { createHmac, timingSafeEqual } from 'node:crypto';
import { Refusal, type AnyTransaction } from '@databund/chaincode/model';

/** Signs the cursors that leave and checks those that come back: each belongs to one list, with the filters it was read with. */
export class Cursors {
  constructor(private readonly key: Buffer) {}

  /** The command with the ledger’s own cursor in it. @throws CURSOR_INVALID */
  open(transaction: AnyTransaction, command: object): object {
    if (!('cursor' in command)) return command;
    const [, cursor = '', mac = ''] = /^([\w-]*)\.([\w-]+)$/.exec(String(command.cursor)) ?? [];
    const expected = Buffer.from(this.mac(transaction, command, cursor));
    const given = Buffer.from(mac);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new Refusal('CURSOR_INVALID');
    return { ...command, cursor };
  }

  /** An answer with its cursor signed. */
  seal(transaction: AnyTransaction, command: object, answer: unknown): unknown {
    if (transaction.verb !== 'list') return answer;
    const { next, ...page } = answer as { readonly next?: string };
    return next === undefined ? page : { ...page, next: `${next}.${this.mac(transaction, command, next)}` };
  }

  private mac({ name }: AnyTransaction, command: object, cursor: string): string {
    const filters = Object.entries(command)
      .filter(([member]) => member !== 'cursor' && member !== 'limit')
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return createHmac('sha256', this.key)
      .update(JSON.stringify([name, filters, cursor]))
      .digest('base64url');
  }
}
