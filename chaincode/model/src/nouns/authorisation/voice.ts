import type { Reader } from '../../kernel/reader';
import { defineVoice, type Parties } from '../../kernel/voice';
import { listingKeys } from '../listing/keys';
import { authorisationKeys } from './keys';
import type { AuthorisationRecord } from './records';

/** Names who may say what about the head of an authorisation. */
export const authorisationVoice = defineVoice<AuthorisationRecord>({
  parties: (record, _key, reader) => namePartiesOf(record, reader),
  steps: {
    request: {
      by: ['object-buyer'],
      from: ['NONE'],
      to: ['REQUESTED'],
      sets: 'all',
      names: ['buyer'],
      stamps: ['requestedAt'],
      binds: 'object-provider',
    },
    offer: {
      by: ['object-provider'],
      from: ['REQUESTED', 'OFFERED'],
      to: ['OFFERED'],
      sets: ['contentHash', 'terms', 'answerBy', 'round'],
      binds: 'object-buyer',
    },
    counter: {
      by: ['object-buyer'],
      from: ['OFFERED'],
      to: ['REQUESTED'],
      sets: ['contentHash', 'terms', 'answerBy', 'round'],
      binds: 'object-provider',
    },
    accept: { by: ['object-buyer'], from: ['OFFERED'], to: ['ACCEPTED'], sets: ['answerBy'], binds: 'object-provider' },
    withdraw: {
      by: ['object-buyer'],
      from: ['REQUESTED', 'OFFERED', 'ACCEPTED'],
      to: ['WITHDRAWN'],
      sets: [],
      binds: 'object-provider',
    },
    activate: { by: ['object-buyer'], from: ['REQUESTED', 'ACCEPTED'], to: ['ACTIVE'], sets: ['trade'], binds: 'object-provider' },
    surrender: {
      by: ['object-buyer'],
      from: ['REQUESTED', 'ACCEPTED', 'ACTIVE'],
      to: ['SURRENDERED'],
      sets: [],
      binds: 'object-provider',
      // Of what was paid: then no money goes back because a replacement was never served.
      witness: ({ trade }) => (trade === undefined ? undefined : 'object-provider'),
    },
  },
});

/** Returns the organisations of an authorisation's parties. The listing decides who provides, whatever the head says. */
export async function namePartiesOf(record: AuthorisationRecord | undefined, reader: Reader): Promise<Parties> {
  if (!record) return {};
  const listing = await reader.find(listingKeys.listingVersion(record.listing, record.version));
  return { 'object-buyer': record.buyerMspId, ...(listing && { 'object-provider': listing.mspId }) };
}

/** Returns the organisations of the parties of the authorisation with an id. */
export async function namePartiesUnder(id: string, reader: Reader): Promise<Parties> {
  return namePartiesOf(await reader.find(authorisationKeys.authorisation(id)), reader);
}
