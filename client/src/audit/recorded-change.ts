import { fromStateKey, type Change } from '@databund/chaincode/model';

/** What a value of the exchange says of its own change. */
export interface RecordedChange {
  readonly change: Change;
  readonly mspId: string | undefined;
  /** Of stances: the organisation that holds it. */
  readonly isStance: boolean;
}

/** Reads the change that a value carries; `undefined` for values that carry none: indexes, and what is not the exchange’s. */
export function readChange(key: string, value: Uint8Array): RecordedChange | undefined {
  const type = fromStateKey(key)?.type;
  if (type === undefined) return undefined;
  try {
    const { change, mspId } = JSON.parse(Buffer.from(value).toString('utf8')) as { readonly change?: Change; readonly mspId?: string };
    return change && { change, mspId, isStance: type === 'stance' };
  } catch {
    return undefined;
  }
}
