import { Policy, listErrors } from '@databund/model';
import { Place, type OdrlRefusal } from './place';
import { readName, readPermission, readProhibition, shared } from './read-rule';

/** A document as a policy of the exchange, or everything in it that the exchange does not evaluate. */
export type OdrlReading = { readonly policy: Policy } | { readonly refusals: readonly OdrlRefusal[] };

/**
 * Reads the one ODRL policy in a JSON-LD document, in any usual spelling and without fetching remote contexts. Returns the whole policy, or
 * every part that the exchange does not evaluate.
 *
 * @example
 * const reading = readOdrl(JSON.parse(text));
 * if ('policy' in reading) content.offer = reading.policy;
 * else for (const { path, reason, found } of reading.refusals) console.error(path, reason, found);
 */
export function readOdrl(document: unknown): OdrlReading {
  if (typeof document !== 'object' || document === null) return { refusals: [{ path: '', reason: 'not JSON-LD' }] };
  if (isDeeperThan(maxDepth, document)) return { refusals: [{ path: '', reason: 'nested too deep' }] };
  const refusals: OdrlRefusal[] = [];
  const [place, ...others] = Place.read(document, refusals).flatMap(findPolicies);
  if (!place) return { refusals: [{ path: '', reason: 'no ODRL policy' }] };
  for (const other of others) other.refuse('a further policy');
  const policy = readPolicy(place);
  if (refusals.length === 0) refusals.push(...listErrors(Policy, policy));
  return refusals.length === 0 ? { policy } : { refusals: removeRepetitions(refusals) };
}

const maxDepth = 64;
const ruleMembers = ['permission', 'prohibition'] as const;
const readTypes = ['Policy', 'Set', 'Offer', 'Agreement'];
const otherTypes = ['Assertion', 'Privacy', 'Request', 'Ticket'];

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(depth - 1, inner));
}

function findPolicies(place: Place): readonly Place[] {
  const isTyped = listTypes(place).some((type) => readTypes.includes(type) || otherTypes.includes(type));
  const hasRule = [...ruleMembers, 'obligation'].some((name) => place.getAll(name).length > 0);
  return isTyped || hasRule ? [place] : place.listInner().flatMap(findPolicies);
}

function listTypes(place: Place): readonly string[] {
  return place.getAll('@type').flatMap((type) => type.readWord());
}

function readPolicy(place: Place): Policy {
  place.refuseOthers(...ruleMembers, ...shared, 'conflict', 'timestamp');
  for (const type of listTypes(place)) if (otherTypes.includes(type)) place.refuse('not an offer', type);
  for (const strategy of place.getAll('conflict').flatMap((each) => each.readWord())) {
    if (strategy !== 'prohibit') place.refuse('a conflict strategy other than prohibit', strategy);
  }
  const [permissions, prohibitions] = [place.getAll('permission'), place.getAll('prohibition')];
  if (permissions.length + prohibitions.length === 0) place.refuse('no permission and no prohibition');
  for (const name of ['target', 'assigner'])
    refuseSeveral(
      [place, ...permissions, ...prohibitions].flatMap((each) => each.getAll(name)),
      name,
    );
  return {
    permission: permissions.map((rule) => readPermission(rule, place)),
    ...(prohibitions.length > 0 && { prohibition: prohibitions.map((rule) => readProhibition(rule, place)) }),
  };
}

function refuseSeveral(places: readonly Place[], what: string): void {
  const named = places.flatMap((place) => readName(place).map((name) => ({ place, name })));
  for (const { place, name } of named) if (name !== named[0]?.name) place.refuse(`a further ${what}`, name);
}

/** Removes repetitions: the members that a policy states for all rules are read with each of them. */
function removeRepetitions(refusals: readonly OdrlRefusal[]): readonly OdrlRefusal[] {
  return [...new Map(refusals.map((refusal) => [JSON.stringify(refusal), refusal])).values()];
}
