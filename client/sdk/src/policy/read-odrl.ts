import { Policy, errorsIn } from '@databund/model';
import { Place, type OdrlRefusal } from './place';
import { readName, readPermission, readProhibition, shared } from './read-rule';

/** What a document says as a policy of the exchange; or everything in it that the exchange does not evaluate. */
export type OdrlReading = { readonly policy: Policy } | { readonly refusals: readonly OdrlRefusal[] };

/**
 * Reads the one ODRL policy in a JSON-LD document, bare or inside a message, a dataset or a definition, in any usual spelling:
 * prefixed, whole or bare names, `@id` and `@value` objects, one value or many. Remote contexts are not fetched.
 *
 * A policy is read whole or not at all: what cannot be evaluated is never left out. Where the exchange is narrower than ODRL 2.2:
 * - The one action is `use`; other actions, whether included in it or not, are refused.
 * - The target is the listing that carries the offer, the assigner its provider: one name of each is read over.
 * - An assignee becomes a constraint on the recipient.
 * - A prohibition wins. ODRL’s `invalid`, its default, would void the whole policy; that and `perm` are refused where they are written.
 * - Duties of a permission are fulfilled before it holds, each by its action alone; obligations, remedies and consequences are refused.
 * - The constraints of a rule, and those of an `and`, hold together; `or`, `xone`, `andSequence` and refinements are refused.
 * - A date without an offset is in UTC; a day is the whole day.
 * - A policy without rules, which some connectors take to permit everything, is refused.
 *
 * @example
 * const reading = readOdrl(JSON.parse(text));
 * if ('policy' in reading) content.offer = reading.policy;
 * else for (const { path, reason, found } of reading.refusals) console.error(path, reason, found);
 */
export function readOdrl(document: unknown): OdrlReading {
  if (typeof document !== 'object' || document === null) return { refusals: [{ path: '', reason: 'what is no JSON-LD' }] };
  if (isDeeperThan(maxDepth, document)) return { refusals: [{ path: '', reason: 'what is nested too deep' }] };
  const refusals: OdrlRefusal[] = [];
  const [place, ...others] = Place.in(document, refusals).flatMap(policiesIn);
  if (!place) return { refusals: [{ path: '', reason: 'no ODRL policy' }] };
  for (const other of others) other.refuse('a further policy');
  const policy = readPolicy(place);
  if (refusals.length === 0) refusals.push(...errorsIn(Policy, policy));
  return refusals.length === 0 ? { policy } : { refusals: eachOnce(refusals) };
}

const maxDepth = 64;
const ruleMembers = ['permission', 'prohibition'] as const;
const readTypes = ['Policy', 'Set', 'Offer', 'Agreement'];
const otherTypes = ['Assertion', 'Privacy', 'Request', 'Ticket'];

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(depth - 1, inner));
}

function policiesIn(place: Place): readonly Place[] {
  const isTyped = typesOf(place).some((type) => readTypes.includes(type) || otherTypes.includes(type));
  const hasRule = [...ruleMembers, 'obligation'].some((name) => place.all(name).length > 0);
  return isTyped || hasRule ? [place] : place.within().flatMap(policiesIn);
}

function typesOf(place: Place): readonly string[] {
  return place.all('@type').flatMap((type) => type.word());
}

function readPolicy(place: Place): Policy {
  place.refuseOthers(...ruleMembers, ...shared, 'conflict', 'timestamp');
  for (const type of typesOf(place)) if (otherTypes.includes(type)) place.refuse('a policy that is no offer', type);
  for (const strategy of place.all('conflict').flatMap((each) => each.word())) {
    if (strategy !== 'prohibit') place.refuse('a conflict strategy other than prohibit', strategy);
  }
  const [permissions, prohibitions] = [place.all('permission'), place.all('prohibition')];
  if (permissions.length + prohibitions.length === 0) place.refuse('no permission and no prohibition');
  for (const name of ['target', 'assigner'])
    refuseSeveral(
      [place, ...permissions, ...prohibitions].flatMap((each) => each.all(name)),
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

/** What a policy says for all its rules is read with each of them. */
function eachOnce(refusals: readonly OdrlRefusal[]): readonly OdrlRefusal[] {
  return [...new Map(refusals.map((refusal) => [JSON.stringify(refusal), refusal])).values()];
}
