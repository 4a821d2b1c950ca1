/** A place in the ledger after which a stream goes on: an event of a transaction, or the end of a block. */
export interface EventPlace {
  readonly block: number;
  readonly transaction: number;
  readonly index: number;
}

const last = Number.MAX_SAFE_INTEGER;

/** Returns the place after all events of a block. */
export function endBlock(block: number): EventPlace {
  return { block, transaction: last, index: last };
}

/** Returns whether a place is the end of its block. */
export function isBlockEnd({ transaction }: EventPlace): boolean {
  return transaction === last;
}

/** Writes an id: `channel:block:transaction:index`, or of the end of a block `channel:block`. */
export function formatPlace(channel: string, place: EventPlace): string {
  const { block, transaction, index } = place;
  return (isBlockEnd(place) ? [channel, block] : [channel, block, transaction, index]).join(':');
}

/** Reads an id, whose form was checked; `undefined` if it is of another channel. */
export function parsePlace(channel: string, id: string): EventPlace | undefined {
  const [named, block = 0, transaction = last, index = last] = id.split(':').map((part, at) => (at === 0 ? part : Number(part)));
  return named === channel ? { block: Number(block), transaction: Number(transaction), index: Number(index) } : undefined;
}
