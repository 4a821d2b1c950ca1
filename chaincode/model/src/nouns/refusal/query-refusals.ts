import { Type } from '@sinclair/typebox';
import { declareEvaluate, type Caller } from '../../kernel/declare';
import { Closed, Id } from '../../kernel/forms';
import { readListed } from '../../kernel/page';
import { list } from '../../kernel/queries';
import { expectWritten } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { refusalKeys, listRefusalKeys } from './keys';
import { RefusalView, viewRefusal, type RefusalRecord } from './records';

export const GetRefusal = declareEvaluate<Recorded<RefusalRecord> | undefined>()({
  name: 'GetRefusal',
  noun: 'refusal',
  verb: 'get',
  summary: 'Reads one recorded refusal.',
  address: ['participant', 'txId'],
  input: Closed({ participant: Id('ptc'), txId: Type.String({ pattern: '^[0-9a-f]{64}$' }) }),
  output: RefusalView,
  read: (ledger, { participant, txId }) => ledger.find(refusalKeys.refusal(participant, txId)),
  checks: { REFUSAL_NOT_FOUND: ({ facts, caller }) => (facts && maySee(facts, caller) ? undefined : {}) },
  answer: ({ facts }) => viewRefusal(expectWritten(facts)),
});

export const ListRefusals = list({
  name: 'ListRefusals',
  noun: 'refusal',
  summary: 'Lists the recorded refusals that you may see, of one participant or of all.',
  filters: { participant: Type.Optional(Id('ptc')) },
  item: RefusalView,
  read: (ledger, { participant, ...page }, caller) => {
    const visible = canSeeAll(caller) ? participant : caller.participantId;
    const prefixes = participant === undefined || visible === participant ? [listRefusalKeys(visible)] : [];
    return readListed(ledger, page, { prefixes, read: (txId, { parts: [by = ''] }) => ledger.find(refusalKeys.refusal(by, txId)) });
  },
  view: viewRefusal,
});

function maySee(record: RefusalRecord, caller: Caller): boolean {
  return record.caller === caller.participantId || canSeeAll(caller);
}

function canSeeAll({ roles }: Caller): boolean {
  return roles.some((role) => role === 'operator' || role === 'authority' || role === 'auditor');
}
