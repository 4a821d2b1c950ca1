/** The most rows that one page reads. Hidden objects cost as much as visible ones. */
const scanLimit = 250;

/** A page, and the row after which the next one continues; without it the page is the last. */
export interface ScannedPage<R, T> {
  readonly items: readonly T[];
  readonly last?: R;
}

/**
 * Reads rows until a page is full and one more item was found, so that the end says nothing of hidden objects. It also stops when it has
 * read enough rows; then another page follows whether or not it has items.
 */
export async function scanPage<R, T>(
  rows: AsyncIterable<R>,
  limit: number,
  describe: (row: R) => Promise<T | undefined>,
): Promise<ScannedPage<R, T>> {
  const items: T[] = [];
  let scanned = 0;
  let last: R | undefined;
  for await (const row of rows) {
    if (scanned >= scanLimit && last !== undefined) return { items, last };
    scanned += 1;
    const item = await describe(row);
    if (items.length < limit) last = row;
    else if (item !== undefined) return last === undefined ? { items } : { items, last };
    if (item !== undefined && items.length < limit) items.push(item);
  }
  return { items };
}
