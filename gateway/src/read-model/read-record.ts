import { parseRecord, upgradeRecord, type Key, type Recorded } from '@databund/model';

/** Reads a record; one that cannot be read is absent, as it is to the chaincode. */
export function readRecord(key: Key, value: Uint8Array): Recorded<object> | undefined {
  const record = parseRecord(value);
  return record && upgradeRecord<object>(key as Key<object>, record);
}
