import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, PageOf, pageInput, type Page } from '../../kernel/forms';
import { keys, refusals } from '../../kernel/keys';
import { readListed } from '../../kernel/page';
import { shown, type Recorded } from '../../kernel/record';
import { declareEvaluate, type Caller } from '../../kernel/transaction';
import { RefusalView, type RefusalRecord } from './records';

/** One refusal on record. */
export const GetRefusal = declareEvaluate<Recorded<RefusalRecord> | undefined>()({
  name: 'GetRefusal',
  noun: 'refusal',
  verb: 'get',
  summary: 'One refusal on record.',
  address: ['participant', 'txId'],
  input: Closed({ participant: Id('ptc'), txId: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
  output: RefusalView,
  see: (ledger, { participant, txId }) => ledger.find(keys.refusal(participant, txId)),
  relate: () => [],
  checks: { REFUSAL_NOT_FOUND: ({ seen, caller }) => (seen && maySee(seen, caller) ? undefined : {}) },
  answer: ({ seen }) => viewRefusal(seen as Recorded<RefusalRecord>),
});

/** The refusals on record: of a participant, or all that the caller may see. */
export const ListRefusals = declareEvaluate<Page<Recorded<RefusalRecord>>>()({
  name: 'ListRefusals',
  noun: 'refusal',
  verb: 'list',
  summary: 'The refusals on record that you may see: those of a participant, or all.',
  address: [],
  input: Closed({ participant: Type.Optional(Id('ptc')), ...pageInput }),
  output: PageOf(RefusalView),
  see: (ledger, { participant, ...at }, { caller }) => {
    const of = seesAll(caller) ? participant : caller.participantId;
    const prefixes = participant === undefined || of === participant ? [refusals(of)] : [];
    return readListed(ledger, at, { prefixes, read: (txId, { parts: [by = ''] }) => ledger.find(keys.refusal(by, txId)) });
  },
  relate: () => [],
  checks: {},
  answer: ({ seen }) => ({ ...seen, items: seen.items.map(viewRefusal) }),
});

/** A recorded refusal as it shows. */
export function viewRefusal(record: Recorded<RefusalRecord>): Static<typeof RefusalView> {
  const { transaction, commandHash, code, caller, mspId, txId } = record;
  return { transaction, commandHash, code, caller, mspId, txId, ...shown(record) };
}

function maySee(record: RefusalRecord, caller: Caller): boolean {
  return record.caller === caller.participantId || seesAll(caller);
}

function seesAll({ roles }: Caller): boolean {
  return (['operator', 'authority', 'auditor'] as const).some((role) => roles.includes(role));
}
