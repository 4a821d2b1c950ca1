import { DatabundError } from '@databund/client';
import { legible, membersAsTable, rowsAsTable, type Room } from './tables';

/** Where a command writes. */
export interface Streams {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
}

/** How a result is to be written. */
export interface Manner extends Room {
  readonly asJson: boolean;
}

const unreachable: ReadonlySet<string> = new Set(['NETWORK_UNAVAILABLE', 'TOKEN_INVALID', 'IDENTITY_NOT_HELD']);
const mistyped: ReadonlySet<string> = new Set(['INPUT_INVALID', 'CURSOR_INVALID', 'INPUT_TOO_LARGE']);

/** 0: done. 1: the exchange refused. 2: it cannot be done as typed. 3: the gateway cannot be reached, or does not know the caller. */
export function exitCodeOf(error: unknown): 1 | 2 | 3 {
  if (!(error instanceof DatabundError)) return 2;
  if (unreachable.has(error.code)) return 3;
  return mistyped.has(error.code) ? 2 : 1;
}

/** What a person reads of an error: `CODE: meaning (details) → remedy`. */
export function explain(error: unknown): string {
  if (!(error instanceof DatabundError)) return legible(error instanceof Error ? error.message : String(error));
  const { code, meaning, details, remedy } = error;
  return legible(`${code}: ${meaning}${Object.keys(details).length > 0 ? ` (${JSON.stringify(details)})` : ''} → ${remedy}`);
}

/** What a program reads of an error, where it asked for JSON. */
export function errorAsJson(error: unknown): object {
  if (!(error instanceof DatabundError)) return { error: { code: 'USAGE', meaning: explain(error) } };
  const { code, meaning, details, remedy, retry, status } = error;
  return { error: { code, meaning, details, remedy, retry, status } };
}

/** A result as text: JSON, exactly one value; else tables. */
export function render(value: unknown, { asJson, ...room }: Manner): string {
  return asJson ? JSON.stringify(value) : describe(value, room);
}

function describe(value: unknown, room: Room): string {
  if (isPage(value))
    return [rowsAsTable(value.items, room), ...(value.next === undefined ? [] : [`more: --cursor ${value.next}`])].join('\n');
  if (Array.isArray(value)) return rowsAsTable(value as readonly object[], room);
  if (isCommitted(value)) {
    const { object, transactionId, blockNumber } = value;
    const block = blockNumber === undefined ? 'committed before' : `block ${String(blockNumber)}`;
    return `${membersAsTable(object, room)}\ntransaction ${transactionId}, ${block}`;
  }
  return typeof value === 'object' && value !== null ? membersAsTable(value, room) : legible(String(value));
}

function isPage(value: unknown): value is { readonly items: readonly object[]; readonly next?: string } {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}

function isCommitted(value: unknown): value is { readonly object: object; readonly transactionId: string; readonly blockNumber?: number } {
  return typeof value === 'object' && value !== null && 'transactionId' in value && 'object' in value && typeof value.object === 'object';
}
