import { escapeControls, type Names } from './cell-values';
import { formatMembers, formatRows, type Room } from './tables';

/** Returns a result as tables for a person; a page may have the names behind its ids. */
export function describe(value: unknown, room: Room): string {
  if (isPage(value)) {
    const { items, next, names = room.names } = value;
    return [formatRows(items, { ...room, ...(names && { names }) }), ...(next === undefined ? [] : [`more: --cursor ${next}`])].join('\n');
  }
  if (isObjects(value)) return formatRows(value, room);
  if (isCommitted(value)) {
    const { object, transactionId, blockNumber } = value;
    const block = blockNumber === undefined ? 'committed before' : `block ${String(blockNumber)}`;
    return `${formatMembers(object, room)}\ntransaction ${transactionId}, ${block}`;
  }
  return typeof value === 'object' && value !== null ? formatMembers(value, room) : escapeControls(String(value));
}

function isPage(value: unknown): value is { readonly items: readonly object[]; readonly next?: string; readonly names?: Names } {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}

function isObjects(value: unknown): value is readonly object[] {
  return Array.isArray(value);
}

function isCommitted(value: unknown): value is { readonly object: object; readonly transactionId: string; readonly blockNumber?: number } {
  return typeof value === 'object' && value !== null && 'transactionId' in value && 'object' in value && typeof value.object === 'object';
}
