import { Type } from '@sinclair/typebox';
import { Id, Line, MspId } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { ViewOf } from '../../kernel/record';

/** A refusal that its caller wanted on record: which transaction, of which input, was refused with which code. */
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
