import type { Static } from '@sinclair/typebox';
import type { Caller } from '../../kernel/declare';
import { Id } from '../../kernel/forms';
import { defineNoun } from '../../kernel/noun';
import { need, type Reader } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { findChange } from '../../kernel/trail';
import { exchangeKeys } from '../exchange/keys';
import { findDue } from '../exchange/period';
import type { Exchange } from '../exchange/records';
import { participantKeys } from './keys';
import { ParticipantView, participantLifecycle, type ParticipantRecord } from './records';
import { participantWaits } from './waits';

/** A participant as transactions read it. */
export interface ParticipantFacts {
  readonly participant: Recorded<ParticipantRecord>;
  readonly exchange: Recorded<Exchange>;
}

/** Parts that all transactions on a participant share. */
export const participant = defineNoun<ParticipantFacts, ParticipantRecord>()({
  noun: 'participant',
  address: { id: Id('ptc') },
  lifecycle: participantLifecycle,
  notFound: 'PARTICIPANT_NOT_FOUND',
  output: ParticipantView,
  read: readParticipantFacts,
  relate: (facts, caller) => relateToParticipant(facts.participant, caller),
  isHidden: () => false,
  head: (facts) => facts.participant,
  keyOf: ({ id }) => participantKeys.participant(id),
  idsOf: ({ id }) => ({ id }),
  stateOf: (facts) => facts.participant.state,
  view: viewParticipant,
});

/** Reads a participant. @throws PARTICIPANT_NOT_FOUND */
export function readParticipant(reader: Reader, { id }: { readonly id: string }): Promise<Recorded<ParticipantRecord>> {
  return need(reader, participantKeys.participant(id), 'PARTICIPANT_NOT_FOUND');
}

/** Reads a participant with the periods of the exchange. @throws PARTICIPANT_NOT_FOUND */
export async function readParticipantFacts(reader: Reader, { id }: { readonly id: string }): Promise<ParticipantFacts> {
  const record = await readParticipant(reader, { id });
  return { participant: record, exchange: await need(reader, exchangeKeys.exchange(), 'PARTICIPANT_NOT_FOUND') };
}

/** A participant with another one that a command names; `undefined` if it names none or an unknown one. */
export interface WithNamed extends ParticipantFacts {
  readonly named: Recorded<ParticipantRecord> | undefined;
}

/** Reads a participant with another one. @throws PARTICIPANT_NOT_FOUND */
export async function readWithNamed(reader: Reader, id: string, named: string | undefined): Promise<WithNamed> {
  const facts = await readParticipantFacts(reader, { id });
  return { ...facts, named: named === undefined ? undefined : await reader.find(participantKeys.participant(named)) };
}

/** Returns what a caller is to a participant, apart from its roles. */
export function relateToParticipant({ id }: Pick<ParticipantRecord, 'id'>, caller: Caller): readonly 'self'[] {
  return id === caller.participantId ? ['self'] : [];
}

/** Returns a participant as callers see it. */
export function viewParticipant({ participant: record, exchange }: ParticipantFacts, at: string): Static<typeof ParticipantView> {
  const { id, mspId, name, roles, keyHashes, mustPin, successor, succeeds, state } = record;
  return {
    id,
    mspId,
    name,
    roles,
    keyHashes,
    ...(mustPin && { mustPin }),
    ...(successor !== undefined && { successor }),
    ...(succeeds && { succeeds }),
    state,
    ...(state === 'APPLIED' && findDue(exchange, participantWaits.APPLIED, findApplication(record), at)),
    ...showChange(record),
  };
}

/** Returns when a participant applied: a release of its pins is a later change. */
function findApplication(record: Recorded<ParticipantRecord>): string {
  return (findChange(record, 'register') ?? record.change).at;
}
