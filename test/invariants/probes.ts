import { ExchangeError, type TransactionName } from '@databund/model';
import { newId } from '../support/exchange';
import { ids } from '../support/lifecycles';
import { people, type PersonName } from '../support/memory-world';
import { chosen, type Decision } from './plan';
import { shows } from './reference';
import type { Facts, Thing } from './reference/facts';
import type { Story } from './story';

/** A question about an object, and of whom the object is hidden. */
interface Question {
  readonly name: TransactionName;
  readonly thing: Thing;
  readonly isHidden: (facts: Facts, stranger: PersonName) => boolean;
  readonly more?: object;
}

const always = () => true;
const inDraft = (facts: Facts, stranger: PersonName) =>
  ['DRAFT', 'IN_REVIEW'].includes(facts.listing!.state) || (facts.kind.isForFew === true && stranger !== 'buyer');
const unheard = (facts: Facts) => ['DRAFT', 'SUBMITTED', 'REJECTED'].includes(facts.resource!.state);
const version = { version: 1 };

const questions: readonly Question[] = [
  { name: 'GetListing', thing: 'listing', isHidden: inDraft, more: version },
  { name: 'GetListingHistory', thing: 'listing', isHidden: inDraft, more: version },
  { name: 'GetAttestation', thing: 'listing', isHidden: inDraft, more: version },
  { name: 'ListObjections', thing: 'listing', isHidden: inDraft, more: version },
  { name: 'GetResource', thing: 'resource', isHidden: unheard },
  { name: 'GetResourceHistory', thing: 'resource', isHidden: unheard },
  { name: 'ListResourceObjections', thing: 'resource', isHidden: unheard },
  { name: 'GetAuthorisation', thing: 'authorisation', isHidden: always },
  { name: 'GetAuthorisationHistory', thing: 'authorisation', isHidden: always },
  { name: 'GetTrade', thing: 'trade', isHidden: always },
  { name: 'GetTradeHistory', thing: 'trade', isHidden: always },
  { name: 'GetDelivery', thing: 'delivery', isHidden: always },
  { name: 'GetDeliveryHistory', thing: 'delivery', isHidden: always },
  { name: 'ListDeliveryWindows', thing: 'delivery', isHidden: always },
  { name: 'GetDispute', thing: 'dispute', isHidden: always },
  { name: 'GetDisputeHistory', thing: 'dispute', isHidden: always },
];

/** Has a stranger ask for a hidden object and for one that never was: both refusals must be the same. */
export async function probe(story: Story, { choice, other }: Decision): Promise<void> {
  const stranger = chosen(['otherBuyer', 'otherProvider'] as const, other);
  const isHolder = (thing: Thing) => thing === 'resource' && story.facts.kind.holder === stranger;
  const askable = questions.filter(
    ({ thing, isHidden }) => shows(story.facts, thing) && !isHolder(thing) && isHidden(story.facts, stranger),
  );
  if (askable.length === 0) return;
  const { name, thing, more } = chosen(askable, choice);
  const id = ids[thing as keyof typeof ids];
  const ask = (asked: string) => told(() => story.world.perform(name, { id: asked, ...more }, people[stranger]));
  const [hidden, absent] = [await ask(id), await ask(newId(id.slice(0, 3) as 'lst'))];
  story.tally.probes += 1;
  if (hidden !== absent)
    story.tally.told.push(`${story.where}: ${name} by ${stranger}: ${hidden.slice(0, 200)}, yet of an absent one: ${absent}`);
}

async function told(ask: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await ask());
  } catch (error) {
    if (error instanceof ExchangeError) return `${error.code} ${JSON.stringify(error.details)}`;
    throw error;
  }
}
