import type { Details } from '../../kernel/error-table';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { mandateKeys } from '../mandate/keys';
import { stateOfMandate, type MandateRecord } from '../mandate/records';
import { participantKeys } from '../participant/keys';
import type { ParticipantRecord } from '../participant/records';
import { getPublicCharge, type ListingContent } from './content';
import { readListing, type ListingFacts } from './read-listing';

/** A listing version with the mandate that its content names. */
export interface MandatedFacts extends ListingFacts {
  readonly mandate: Recorded<MandateRecord> | undefined;
}

/** A listing version that somebody asks for, with the participant that provides it. */
export interface OfferedFacts extends MandatedFacts {
  readonly provider: ParticipantRecord | undefined;
}

/** Reads a listing version with what decides whether it is offered now. @throws LISTING_NOT_FOUND */
export async function readOffered(reader: Reader, id: string, version: number): Promise<OfferedFacts> {
  const facts = await readMandated(reader, id, version);
  return { ...facts, provider: await reader.find(participantKeys.participant(facts.listing.provider)) };
}

/** Fails if the provider has left or is suspended: nobody can ask it for more, and what runs goes on. */
export function checkProviderActive({ provider }: OfferedFacts): Details | undefined {
  return provider?.state === 'ACTIVE' ? undefined : { provider: provider?.id, state: provider?.state };
}

/** Reads a listing version with the mandate that its content names. @throws LISTING_NOT_FOUND */
export async function readMandated(reader: Reader, id: string, version: number): Promise<MandatedFacts> {
  const facts = await readListing(reader, id, version);
  return { ...facts, mandate: await findMandate(reader, facts.listing.content) };
}

/** Finds the mandate that a content names. */
export async function findMandate(reader: Reader, { mandate }: ListingContent): Promise<Recorded<MandateRecord> | undefined> {
  return mandate === undefined ? undefined : reader.find(mandateKeys.mandate(mandate));
}

/** Fails if the resource that a content names is not registered. */
export function checkResourceRegistered({ listing: { content }, resource }: ListingFacts): Details | undefined {
  return content.resource === undefined || resource?.state === 'REGISTERED' ? undefined : { resources: [content.resource] };
}

/** Fails if a provider lists another holder's resource without a mandate in force, or names a mandate that is not in force. */
export function checkMandate(facts: MandatedFacts, at: string): Details | undefined {
  const { listing, resource, mandate } = facts;
  if (mandate) return checkMandateCovers(mandate, facts, at);
  if (listing.content.mandate !== undefined) return { because: 'mandate-not-found' };
  return resource === undefined || resource.holder === listing.provider ? undefined : { because: 'no-mandate-named' };
}

/** A mandate covers only the resources that it names. */
function checkMandateCovers(mandate: MandateRecord, { listing: { provider, content } }: ListingFacts, at: string): Details | undefined {
  if (mandate.grantee !== provider) return { because: 'granted-to-another' };
  if (content.resource === undefined || !mandate.resources.includes(content.resource)) return { because: 'resource-not-in-mandate' };
  const state = stateOfMandate(mandate, at);
  return state === 'GRANTED' && mandate.from <= at ? undefined : { because: 'not-in-force', state };
}

/** Fails if a mandate does not name the scenario of a use. */
export function checkScenario({ mandate }: Pick<MandatedFacts, 'mandate'>, scenario: string): Details | undefined {
  if (!mandate || mandate.scenarios.includes(scenario)) return undefined;
  return { because: { reason: 'scenario-not-in-mandate', scenarios: mandate.scenarios } };
}

/** Fails if a public charge exceeds the ceiling of the mandate. Without a ceiling nothing may be charged. */
export function checkCeiling({ listing, mandate }: MandatedFacts): Details | undefined {
  const charge = getPublicCharge(listing.content);
  const { ceiling } = mandate ?? {};
  if (!charge) return undefined;
  if (!ceiling) return { because: 'no-ceiling' };
  const isWithin = charge.currency === ceiling.currency && charge.amountMinor <= ceiling.amountMinor;
  return isWithin ? undefined : { ceiling };
}
