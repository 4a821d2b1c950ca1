import type { Details } from '../../kernel/error-table';
import { keys } from '../../kernel/keys';
import { mandateState, type MandateRecord } from '../mandate/records';
import type { Reader } from '../../kernel/reader';
import { publicCharge, type ListingContent } from './content';
import { seeListing, type SeenListing } from './seen';

/** A listing with the mandate that its content names. */
export interface SeenMandated extends SeenListing {
  readonly mandate: MandateRecord | undefined;
}

/** Reads a listing version with the mandate that its content names. @throws LISTING_NOT_FOUND */
export async function seeMandated(reader: Reader, id: string, version: number): Promise<SeenMandated> {
  const seen = await seeListing(reader, id, version);
  return { ...seen, mandate: await findMandate(reader, seen.listing.content) };
}

/** The mandate that a content names. */
export async function findMandate(reader: Reader, { mandate }: ListingContent): Promise<MandateRecord | undefined> {
  return mandate === undefined ? undefined : reader.find(keys.mandate(mandate));
}

/** Says that the resource which a content names is not registered. */
export function resourceMissing({ listing: { content }, resource }: SeenListing): Details | undefined {
  return content.resource === undefined || resource?.state === 'REGISTERED' ? undefined : { resources: [content.resource] };
}

/** Who lists a resource that another holds needs the authority’s mandate to operate it, now; and a mandate that is named must hold. */
export function mandateMissing(seen: SeenMandated, at: string): Details | undefined {
  const { listing, resource, mandate } = seen;
  if (mandate) return mandateFails(mandate, seen, at);
  if (listing.content.mandate !== undefined) return { because: 'there is no such mandate' };
  return resource === undefined || resource.holder === listing.provider ? undefined : { because: 'no mandate is named' };
}

/** A mandate is over named resources: it says nothing of what is of none. */
function mandateFails(mandate: MandateRecord, { listing: { provider, content } }: SeenListing, at: string): Details | undefined {
  if (mandate.grantee !== provider) return { because: 'the mandate is another’s' };
  if (content.resource === undefined || !mandate.resources.includes(content.resource))
    return { because: 'the mandate does not name the resource' };
  const state = mandateState(mandate, at);
  return state === 'GRANTED' && mandate.from <= at ? undefined : { because: 'the mandate does not hold now', state };
}

/** A mandate is for named scenarios: what is under it is used for these alone. */
export function scenarioNotMandated({ mandate }: Pick<SeenMandated, 'mandate'>, scenario: string): Details | undefined {
  if (!mandate || mandate.scenarios.includes(scenario)) return undefined;
  return { because: { reason: 'the mandate does not name the scenario', scenarios: mandate.scenarios } };
}

/** Says that a public charge is over the mandate’s ceiling. Where there is no ceiling, nothing may be charged. */
export function overCeiling({ listing, mandate }: SeenMandated): Details | undefined {
  const charge = publicCharge(listing.content);
  const { ceiling } = mandate ?? {};
  if (!charge) return undefined;
  if (!ceiling) return { because: 'no mandate sets a ceiling: nothing may be charged' };
  const isWithin = charge.currency === ceiling.currency && charge.amountMinor <= ceiling.amountMinor;
  return isWithin ? undefined : { ceiling };
}
