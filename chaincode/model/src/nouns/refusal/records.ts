import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, Line, MspId } from '../../kernel/forms';
import { Salt } from '../../kernel/salted';
import { Hash } from '../../kernel/hash';
import { ViewOf, showChange, type Recorded } from '../../kernel/record';

/** A recorded refusal: which transaction, with which input (by its salted hash), was refused with which code. */
export interface RefusalRecord {
  readonly transaction: string;
  readonly inputHash: Hash;
  readonly code: string;
  readonly caller: string;
  readonly mspId: string;
  readonly txId: string;
  readonly state: 'RECORDED';
}

/** The input that was refused, with the salt of its hash. Only the exchange's and the caller's own peer see it; the latter keeps it. */
export const RefusedInput = Closed({ input: Type.Unknown({ description: 'The input of the refused transaction.' }), salt: Salt });
export type RefusedInput = Static<typeof RefusedInput>;

/** A recorded refusal as its caller and those who oversee see it. */
export const RefusalView = ViewOf('RecordedRefusal', {
  transaction: Line(100),
  inputHash: Hash,
  code: Line(100),
  caller: Id('ptc'),
  mspId: MspId,
  txId: Type.String(),
});

/** Returns a recorded refusal as callers see it. */
export function viewRefusal(record: Recorded<RefusalRecord>): Static<typeof RefusalView> {
  const { transaction, inputHash, code, caller, mspId, txId } = record;
  return { transaction, inputHash, code, caller, mspId, txId, ...showChange(record) };
}
