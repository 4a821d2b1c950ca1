import type { Details } from '../errors';
import { mandateState, type MandateRecord } from '../mandate/records';
import type { SeenListing } from './seen';

/** A listing with the mandate that its content names. */
interface Mandated extends SeenListing {
  readonly mandate: MandateRecord | undefined;
}

/** Says that the resource which a content names is not registered. */
export function resourceMissing({ listing: { content }, resource }: SeenListing): Details | undefined {
  return content.resource === undefined || resource?.state === 'REGISTERED' ? undefined : { resources: [content.resource] };
}

/** Who lists a resource that another holds needs the authority’s mandate to operate it, now. */
export function mandateMissing({ listing, resource, mandate }: Mandated, at: string): Details | undefined {
  if (resource === undefined || (resource.holder === listing.provider && listing.content.mandate === undefined)) return undefined;
  if (!mandate) return { because: 'no mandate is named' };
  if (mandate.grantee !== listing.provider) return { because: 'the mandate is another’s' };
  if (!mandate.resources.includes(resource.id)) return { because: 'the mandate does not name the resource' };
  const state = mandateState(mandate, at);
  return state === 'GRANTED' && mandate.from <= at ? undefined : { because: 'the mandate does not hold now', state };
}

/** Says that a public charge is over the mandate’s ceiling. */
export function overCeiling({ listing, mandate }: Mandated): Details | undefined {
  const { publicCharge } = listing.content.charge ?? {};
  const { ceiling } = mandate ?? {};
  if (!publicCharge || !ceiling) return undefined;
  const isWithin = publicCharge.currency === ceiling.currency && publicCharge.amountMinor <= ceiling.amountMinor;
  return isWithin ? undefined : { ceiling };
}
