import { parseRecord, type Recorded } from '@databund/model';

/** Records by the bytes object that they were read from: several checks read the same write. */
const known = new WeakMap<Uint8Array, { readonly record: Recorded<object> | undefined }>();

/** Reads a stored record once; `undefined` if the chaincode could not read it either. */
export function readStoredRecord(bytes: Uint8Array): Recorded<object> | undefined {
  const found = known.get(bytes) ?? { record: parseRecord(bytes) };
  known.set(bytes, found);
  return found.record;
}

/** Remembers the record that encodes to exactly these bytes. */
export function rememberRecord(bytes: Uint8Array, record: Recorded<object>): void {
  known.set(bytes, { record });
}

/** Copies stored bytes with what is known of them, because a part of a block would keep the whole block in memory. */
export function copyStored(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(bytes);
  const found = known.get(bytes);
  if (found) known.set(copy, found);
  return copy;
}
