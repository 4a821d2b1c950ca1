import { schemaVersion, type Recorded } from './record';
import type { Caller, Put } from './transaction';

/** Whose change it is, and when. */
export interface Author {
  readonly caller: Caller;
  readonly txId: string;
  readonly at: string;
}

/** The record that a put leaves under its key: its value, with the change that follows the one before. */
export function recordOf(
  { value, action, reason }: Put,
  before: Recorded<object> | undefined,
  { caller, txId, at }: Author,
): Recorded<object> {
  return {
    ...value,
    schema: schemaVersion,
    change: {
      revision: (before?.change.revision ?? 0) + 1,
      action,
      from: before?.state ?? 'NONE',
      to: value.state,
      actor: caller.participantId,
      mspId: caller.mspId,
      certHash: caller.certHash,
      txId,
      ...(before && { previousTxId: before.change.txId }),
      at,
      ...(reason !== undefined && { reason }),
    },
  };
}
