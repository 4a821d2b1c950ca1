import { declareSubmit, isCaller } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed, Id } from '../../kernel/forms';
import { hashJson } from '../../kernel/hash';
import { checkPermitted, noState } from '../../kernel/lifecycle';
import { expectWritten, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { participantKeys } from '../participant/keys';
import type { ParticipantRecord } from '../participant/records';
import { resourceKeys } from '../resource/keys';
import type { ResourceRecord } from '../resource/records';
import { mandateIndexes, mandateKeys } from './keys';
import { viewMandate } from './mandate';
import { MandateTerms, MandateView, mandateLifecycle, type MandateRecord } from './records';

/** Facts that the transaction reads. */
export interface GrantFacts {
  readonly existing: Recorded<MandateRecord> | undefined;
  readonly resources: readonly (Recorded<ResourceRecord> | undefined)[];
  readonly grantee: Recorded<ParticipantRecord> | undefined;
}

/** Grants a mandate. Only the authority can, and a mandate cannot be passed on. */
export const GrantMandate = declareSubmit<GrantFacts>()({
  name: 'GrantMandate',
  noun: 'mandate',
  verb: 'grant',
  summary: 'Allows a participant to operate registered resources, for named scenarios, in a window, under a ceiling of charges.',
  address: [],
  input: Closed({ id: Id('man'), ...MandateTerms.properties }),
  output: MandateView,
  read: async (reader, { id, resources, grantee }) => ({
    existing: await reader.find(mandateKeys.mandate(id)),
    resources: await findResources(reader, resources),
    grantee: await reader.find(participantKeys.participant(grantee)),
  }),
  checks: {
    NOT_PERMITTED: ({ actors }) => checkPermitted(mandateLifecycle, 'grant', actors),
    ALREADY_EXISTS: ({ facts }) => facts.existing && { contentHash: hashJson(toCommand(facts.existing)) },
    SELF_DEALING: ({ command, caller }) => (isCaller(caller, command.grantee) ? {} : undefined),
    PARTICIPANT_NOT_ACTIVE: ({ facts }) => (facts.grantee?.state === 'ACTIVE' ? undefined : { state: facts.grantee?.state ?? noState }),
    RESOURCE_NOT_REGISTERED: ({ facts, command }) => checkRegistered(facts, command.resources),
    TERMS_NOT_PERMITTED: ({ command, at }): Details | undefined =>
      command.until <= command.from || command.until <= at ? { because: { reason: 'window-empty-or-past' } } : undefined,
  },
  effect: ({ command, caller: { participantId: grantedBy } }) => ({
    puts: [{ key: mandateKeys.mandate(command.id), action: 'grant', value: { ...command, grantedBy, state: 'GRANTED' as const } }],
    indexes: [mandateIndexes.mandatesOf(command.grantee, command.id)],
    events: [{ type: 'MandateGranted', id: command.id }],
  }),
  answer: ({ facts, at }) => viewMandate(expectWritten(facts.existing), at),
  emits: ['MandateGranted'],
});

async function findResources(reader: Reader, ids: readonly string[]): Promise<GrantFacts['resources']> {
  const found: (Recorded<ResourceRecord> | undefined)[] = [];
  for (const id of ids) found.push(await reader.find(resourceKeys.resource(id)));
  return found;
}

function checkRegistered({ resources }: GrantFacts, ids: readonly string[]): Details | undefined {
  const missing = ids.filter((_, index) => resources[index]?.state !== 'REGISTERED');
  return missing.length > 0 ? { resources: missing } : undefined;
}

/** Returns the command that made a mandate. */
function toCommand({ id, grantee, resources, scenarios, from, until, ceiling }: MandateRecord): object {
  return { id, grantee, resources, scenarios, from, until, ceiling };
}
