import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { declareEvaluate, type Caller } from '../../kernel/declare';
import { ExchangeError } from '../../kernel/exchange-error';
import { Closed, Id } from '../../kernel/forms';
import { readListed } from '../../kernel/page';
import { list } from '../../kernel/queries';
import { expectWritten } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { refusalKeys, listRefusalKeys, makeRefusedInputKey } from './keys';
import { RefusalView, RefusedInput, viewRefusal, type RefusalRecord } from './records';

const address = { participant: Id('ptc'), txId: Type.String({ pattern: '^[0-9a-f]{64}$' }) };

export const GetRefusal = declareEvaluate<Recorded<RefusalRecord> | undefined>()({
  name: 'GetRefusal',
  noun: 'refusal',
  verb: 'get',
  summary: 'Reads one recorded refusal.',
  address: ['participant', 'txId'],
  input: Closed(address),
  output: RefusalView,
  read: (ledger, { participant, txId }) => ledger.find(refusalKeys.refusal(participant, txId)),
  checks: { REFUSAL_NOT_FOUND: ({ facts, caller }) => (facts && maySee(facts, caller) ? undefined : {}) },
  answer: ({ facts }) => viewRefusal(expectWritten(facts)),
});

/** A recorded refusal, with the input that the caller's own organisation keeps. */
export interface RefusedInputFacts {
  readonly refusal: Recorded<RefusalRecord> | undefined;
  readonly text: string | undefined;
}

/** Reads the input of a refusal, for the participant that was refused: another organisation keeps nothing of it. */
export const GetRefusedInput = declareEvaluate<RefusedInputFacts>()({
  name: 'GetRefusedInput',
  noun: 'refusal',
  verb: 'input',
  summary: 'Reads the input of a refusal that you recorded, which your own organisation keeps, and the salt of its hash.',
  address: ['participant', 'txId'],
  input: Closed(address),
  output: RefusedInput,
  read: async (ledger, { participant, txId }, { caller }) => ({
    refusal: await ledger.find(refusalKeys.refusal(participant, txId)),
    // The collection is read only for the participant itself: clients of other organisations can ask this peer too.
    text: participant === caller.participantId ? await ledger.findPrivate(makeRefusedInputKey(participant, txId)) : undefined,
  }),
  checks: { REFUSAL_NOT_FOUND: ({ facts }) => (facts.refusal && facts.text !== undefined ? undefined : {}) },
  answer: ({ facts }) => parseRefused(facts.text ?? ''),
});

function parseRefused(text: string): RefusedInput {
  const value: unknown = JSON.parse(text);
  if (!Value.Check(RefusedInput, value)) throw new ExchangeError('INTERNAL');
  return value;
}

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
