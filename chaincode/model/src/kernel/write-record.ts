import { orderJson } from './canonical-json';
import type { Caller, Put } from './declare';
import { noState } from './lifecycle';
import { schemaVersion, type Recorded } from './record';
import { extendTrail } from './trail';

/** Author of a change, in which transaction, and when. */
export interface Author {
  readonly caller: Caller;
  readonly txId: string;
  readonly at: string;
}

/** Returns the record that a put stores: its value, with the change that follows the previous one. */
export function recordOf(
  { value, action, reason }: Put,
  before: Recorded<object> | undefined,
  { caller, txId, at }: Author,
  isRepeated = false,
): Recorded<object> {
  const trail = extendTrail(before, value, { action, mspId: caller.mspId }, isRepeated);
  // Members are in the order in which they are stored, because statements are hashed in this order.
  return orderJson({
    ...value,
    schema: schemaVersion,
    trail,
    change: {
      revision: (before?.change.revision ?? 0) + 1,
      action,
      from: before?.state ?? noState,
      to: value.state,
      actor: caller.participantId,
      mspId: caller.mspId,
      certHash: caller.certHash,
      txId,
      ...(before && { previousTxId: before.change.txId }),
      at,
      ...(reason !== undefined && { reason }),
    },
  });
}
