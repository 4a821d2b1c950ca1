import { Type } from '@sinclair/typebox';
import { Id } from '../../kernel/forms';
import { readByParty } from '../../kernel/list-by-party';
import { listKeysUnder } from '../../kernel/page';
import { get, history, list } from '../../kernel/queries';
import type { Ledger } from '../../kernel/reader';
import { makeStanceKey } from '../../kernel/stance';
import { declareTextRead } from '../../kernel/read-text';
import { authorisation, viewAuthorisation } from './authorisation';
import { listAuthorisationKeys, authorisationIndexes, authorisationKeys, listSlotKeys } from './keys';
import { readAuthorisation, type AuthorisationFacts } from './read-authorisation';
import { AuthorisationView } from './records';

/** Reads one authorisation with the number of its slots in use. */
export const GetAuthorisation = get(authorisation, {
  name: 'GetAuthorisation',
  summary: 'Reads one authorisation: its terms, its stances, and how many deliveries were opened.',
  read: (ledger, { id }) => readCounted(ledger, id),
});

export const GetAuthorisationHistory = history(authorisation, {
  name: 'GetAuthorisationHistory',
  summary: 'Reads every change of an authorisation and of the stances on it, first to last.',
  records: ({ authorisation: { id }, stances }) => stances.map(({ slot }) => makeStanceKey('authorisation', id, slot)),
});

export const GetAuthorisationText = declareTextRead(authorisation, {
  name: 'GetAuthorisationText',
  summary: 'Reads the words of a reason about an authorisation, or the note of its terms.',
  records: ({ authorisation: { id }, stances }) => stances.map(({ slot }) => makeStanceKey('authorisation', id, slot)),
});

/** The most slots that one page counts before it ends. */
const countLimit = 20_000;

export const ListAuthorisations = list({
  name: 'ListAuthorisations',
  noun: 'authorisation',
  summary:
    'Lists the authorisations that you may see: of a buyer, of a provider, on a listing, or all. A party gets what it provides, then what it buys.',
  filters: { buyer: Type.Optional(Id('ptc')), provider: Type.Optional(Id('ptc')), listing: Type.Optional(Id('lst')) },
  item: AuthorisationView,
  read: (ledger, command, caller) => {
    let counted = 0;
    const found = {
      by: {
        buyer: authorisationIndexes.authorisationsOfBuyer,
        provider: authorisationIndexes.authorisationsOfProvider,
        listing: authorisationIndexes.authorisationsOfListing,
      },
      all: listAuthorisationKeys(),
      record: authorisationKeys.authorisation,
      read: async (id: string) => {
        const facts = await readCounted(ledger, id);
        counted += facts.slotsUsed;
        return facts;
      },
      isSpent: () => counted >= countLimit,
    };
    return readByParty(ledger, command, found, caller);
  },
  view: viewAuthorisation,
});

/** Reads an authorisation and counts its slots in use. */
async function readCounted(ledger: Ledger, id: string): Promise<AuthorisationFacts & { readonly slotsUsed: number }> {
  const facts = await readAuthorisation(ledger, id);
  let slotsUsed = 0;
  for await (const taken of listKeysUnder(ledger, listSlotKeys(id))) slotsUsed += taken.length;
  return { ...facts, slotsUsed };
}
