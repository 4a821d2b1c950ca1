import { indexes, type Change } from '@databund/model';
import { readStoredRecord } from './stored-record';

/** The last change that a record names. */
export interface RecordedChange {
  readonly change: Change;
  readonly state: string;
  /** The organisation that a stance belongs to; `undefined` for other records. */
  readonly mspId: string | undefined;
}

const indexTypes: ReadonlySet<string> = new Set(Object.values(indexes).map((index) => index('').type));

/** Returns the type of a state key; `undefined` if it is not one of the exchange's. */
export function findKeyType(key: string): string | undefined {
  return key.startsWith('\u0000') && key.endsWith('\u0000') && key.length >= 3 ? key.slice(1, key.indexOf('\u0000', 1)) : undefined;
}

/** Returns whether the exchange keeps records under a key, with their changes. Indexes have none. */
export function isRecordKey(key: string): boolean {
  const type = findKeyType(key);
  return type !== undefined && !indexTypes.has(type);
}

/** Returns whether a key holds an organisation's stance. */
export function isStanceKey(key: string): boolean {
  return findKeyType(key) === 'stance';
}

/** Reads a record's last change; `undefined` if the chaincode could not read the record either. */
export function readRecordedChange(value: Uint8Array): RecordedChange | undefined {
  const record = readStoredRecord(value);
  if (!record) return undefined;
  const mspId = 'mspId' in record && typeof record.mspId === 'string' ? record.mspId : undefined;
  return { change: record.change, mspId, state: record.state };
}
