import type { ListingContent } from '@databund/model';
import { findPublicCharge, isPublicData } from './charge';

/** The members that every listing needs for review. */
const always = ['description', 'publisher', 'licence', 'languages', 'grade', 'personalData', 'kind', 'offer', 'charge'];

/** Lists what a content lacks for review at an instant, a second time and without code of the model. `preset` is what its sector asks for. */
export function listMissing(content: ListingContent, at: string, preset: readonly string[] = []): readonly string[] {
  const members = new Map<string, unknown>(Object.entries({ ...content, spatial: omitSystem(content.spatial) }));
  const isPublicPriced = isPublicData(content) && content.charge?.basis === 'priced';
  return [
    ...[...always, ...preset].filter((name) => !isGiven(members.get(name))),
    ...(isPublicPriced && !isGiven(findPublicCharge(content)) ? ['charge.publicCharge'] : []),
    ...listMissingAssessment(content),
    ...listExpired(content, at),
  ];
}

function listMissingAssessment({ personalData }: ListingContent): readonly string[] {
  const isPersonal = personalData !== undefined && personalData.level !== 'none';
  return isPersonal && !isGiven(personalData.assessment) ? ['personalData.assessment'] : [];
}

function listExpired({ rights = {} }: ListingContent, at: string): readonly string[] {
  return Object.entries(rights).flatMap(([name, { expiry }]) => (expiry !== undefined && expiry <= at ? [`rights.${name}`] : []));
}

/** Returns whether a member says something: an empty text, list or object says nothing. */
function isGiven(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return value !== undefined && value !== '';
}

function omitSystem(spatial: ListingContent['spatial']): object | undefined {
  return spatial && Object.fromEntries(Object.entries(spatial).filter(([name]) => name !== 'crs'));
}
