import { ExchangeError, type TransactionName } from '@databund/model';
import { makeId, readKind } from '../support/cast';
import { ids } from '../support/lifecycles';
import { people, type PersonName } from '../support/memory-world';
import { chooseOne, type Decision } from './plan';
import { showHead } from './reference';
import type { Facts, Thing } from './reference/facts';
import type { Story } from './story';

/** A question about an object, and the people from which the object is hidden. */
interface Question {
  readonly name: TransactionName;
  readonly thing: Thing & keyof typeof ids;
  readonly isHidden: (facts: Facts, stranger: PersonName) => boolean;
  readonly more?: object;
}

const isAlways = () => true;
const isInDraft = (facts: Facts, stranger: PersonName) =>
  ['DRAFT', 'IN_REVIEW'].includes(facts.listing!.state) || (facts.kind.isForFew === true && stranger !== 'buyer');
const isBeforeNotice = (facts: Facts) => ['DRAFT', 'SUBMITTED', 'REJECTED'].includes(facts.resource!.state);
const version = { version: 1 };

const questions: readonly Question[] = [
  { name: 'GetListing', thing: 'listing', isHidden: isInDraft, more: version },
  { name: 'GetListingHistory', thing: 'listing', isHidden: isInDraft, more: version },
  { name: 'GetAttestation', thing: 'listing', isHidden: isInDraft, more: version },
  { name: 'ListObjections', thing: 'listing', isHidden: isInDraft, more: version },
  { name: 'GetResource', thing: 'resource', isHidden: isBeforeNotice },
  { name: 'GetResourceHistory', thing: 'resource', isHidden: isBeforeNotice },
  { name: 'ListResourceObjections', thing: 'resource', isHidden: isBeforeNotice },
  { name: 'GetAuthorisation', thing: 'authorisation', isHidden: isAlways },
  { name: 'GetAuthorisationHistory', thing: 'authorisation', isHidden: isAlways },
  { name: 'GetTrade', thing: 'trade', isHidden: isAlways },
  { name: 'GetTradeHistory', thing: 'trade', isHidden: isAlways },
  { name: 'GetDelivery', thing: 'delivery', isHidden: isAlways },
  { name: 'GetDeliveryHistory', thing: 'delivery', isHidden: isAlways },
  { name: 'ListDeliveryWindows', thing: 'delivery', isHidden: isAlways },
  { name: 'GetDispute', thing: 'dispute', isHidden: isAlways },
  { name: 'GetDisputeHistory', thing: 'dispute', isHidden: isAlways },
];

/** Lets a stranger ask for a hidden object and for an absent one. Both refusals must be equal. */
export async function probe(story: Story, { choice, other }: Decision): Promise<void> {
  const stranger = chooseOne(['otherBuyer', 'otherProvider'] as const, other);
  const isHolder = (thing: Thing) => thing === 'resource' && story.facts.kind.holder === stranger;
  const askable = questions.filter(
    ({ thing, isHidden }) => showHead(story.facts, thing) && !isHolder(thing) && isHidden(story.facts, stranger),
  );
  if (askable.length === 0) return;
  const { name, thing, more } = chooseOne(askable, choice);
  const id = ids[thing];
  const ask = (asked: string) => readOutcome(() => story.world.perform(name, { id: asked, ...more }, people[stranger]));
  const [hidden, absent] = [await ask(id), await ask(makeId(readKind(id)))];
  story.tally.probes += 1;
  if (hidden !== absent)
    story.tally.leaks.push(`${story.where}: ${name} by ${stranger}: ${hidden.slice(0, 200)}, but for an absent object: ${absent}`);
}

async function readOutcome(ask: () => Promise<unknown>): Promise<string> {
  try {
    return JSON.stringify(await ask());
  } catch (error) {
    if (error instanceof ExchangeError) return `${error.code} ${JSON.stringify(error.details)}`;
    throw error;
  }
}
