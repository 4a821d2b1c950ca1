import { fromStateKey, indexes, parseRecord, type Change } from '@databund/model';

/** What a value of the exchange says of its own change, as far as the changes after it must follow from it. */
export interface RecordedChange {
  readonly revision: number;
  readonly txId: string;
  /** Of stances: the organisation that holds it. */
  readonly stanceOf: string | undefined;
}

/** A value of the exchange, with all that it says of its change. */
export interface RecordedValue {
  readonly change: Change;
  readonly mspId: string | undefined;
  readonly state: string;
}

const indexTypes: ReadonlySet<string> = new Set(Object.values(indexes).map((index) => index('').type));

/** Says whether the exchange keeps records with their changes under a key: indexes carry none, nor do keys that are not the exchange’s. */
export function isRecordKey(key: string): boolean {
  const type = fromStateKey(key)?.type;
  return type !== undefined && !indexTypes.has(type);
}

/** Says whether an organisation’s stance lies under a key. */
export function isStanceKey(key: string): boolean {
  return fromStateKey(key)?.type === 'stance';
}

/** Reads what a record says of its change; nothing where it cannot be read, as the chaincode reads it. */
export function readRecord(value: Uint8Array): RecordedValue | undefined {
  const record = parseRecord(value);
  if (!record) return undefined;
  const mspId = 'mspId' in record && typeof record.mspId === 'string' ? record.mspId : undefined;
  return { change: record.change, mspId, state: record.state };
}
