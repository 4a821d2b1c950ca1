import { escapeControls, type Names } from './cell-values';
import { formatMembers, formatRows, type Room } from './tables';

/** Returns a result as tables for a person; a page may have the names behind its ids. */
export function describe(value: unknown, room: Room): string {
  if (isPage(value)) return describePage(value, room);
  if (isObjects(value)) return formatRows(value, room);
  if (isCommitted(value)) {
    const { object, transactionId, blockNumber } = value;
    const block = blockNumber === undefined ? 'committed before' : `block ${String(blockNumber)}`;
    return `${formatMembers(object, room)}\ntransaction ${transactionId}, ${block}`;
  }
  return typeof value === 'object' && value !== null ? formatMembers(value, room) : escapeControls(String(value));
}

/** The values of a facet of a search, with how many hits have each. */
type FacetValues = readonly { readonly value: string; readonly count: number }[];

interface Page {
  readonly items: readonly object[];
  readonly next?: string;
  readonly facets?: Readonly<Record<string, FacetValues>>;
  readonly names?: Names;
}

function describePage({ items, next, facets = {}, names }: Page, room: Room): string {
  return [
    formatRows(items, { ...room, ...(names && { names }) }),
    ...Object.entries(facets).map(([name, values]) => describeFacet(name, values)),
    ...(next === undefined ? [] : [`more: --cursor ${next}`]),
  ].join('\n');
}

function describeFacet(name: string, values: FacetValues): string {
  return escapeControls(`${name}: ${values.map(({ value, count }) => `${value} (${String(count)})`).join(', ')}`);
}

function isPage(value: unknown): value is Page {
  return typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items);
}

function isObjects(value: unknown): value is readonly object[] {
  return Array.isArray(value);
}

function isCommitted(value: unknown): value is { readonly object: object; readonly transactionId: string; readonly blockNumber?: number } {
  return typeof value === 'object' && value !== null && 'transactionId' in value && 'object' in value && typeof value.object === 'object';
}
