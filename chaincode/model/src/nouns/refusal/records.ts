import { Type, type Static } from '@sinclair/typebox';
import { Id, Line, MspId } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { ViewOf, showChange, type Recorded } from '../../kernel/record';

/** A recorded refusal: which transaction, with which input, was refused with which code. */
export interface RefusalRecord {
  readonly transaction: string;
  readonly commandHash: Hash;
  readonly code: string;
  readonly caller: string;
  readonly mspId: string;
  readonly txId: string;
  readonly state: 'RECORDED';
}

/** A recorded refusal as its caller and those who oversee see it. */
export const RefusalView = ViewOf('RecordedRefusal', {
  transaction: Line(100),
  commandHash: Hash,
  code: Line(100),
  caller: Id('ptc'),
  mspId: MspId,
  txId: Type.String(),
});

/** Returns a recorded refusal as callers see it. */
export function viewRefusal(record: Recorded<RefusalRecord>): Static<typeof RefusalView> {
  const { transaction, commandHash, code, caller, mspId, txId } = record;
  return { transaction, commandHash, code, caller, mspId, txId, ...showChange(record) };
}
