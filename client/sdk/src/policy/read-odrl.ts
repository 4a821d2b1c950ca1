import { Policy, errorsIn } from '@databund/model';
import { Place, type OdrlRefusal } from './place';
import { readName, readPermission, readProhibition, shared } from './read-rule';

/** A document as a policy of the exchange, or everything in it that the exchange does not evaluate. */
export type OdrlReading = { readonly policy: Policy } | { readonly refusals: readonly OdrlRefusal[] };

/**
 * Reads the one ODRL policy in a JSON-LD document, bare or inside a message, a dataset or a definition, in any usual spelling:
 * prefixed, whole or bare names, `@id` and `@value` objects, one value or many. Remote contexts are not fetched.
 *
 * A policy is read completely or refused: nothing is left out because it cannot be evaluated. The exchange is narrower than ODRL 2.2:
 * - The only action is `use`. Other actions are refused, also those that `use` includes.
 * - The target is the listing that carries the offer, and the assigner its provider. One name of each is ignored.
 * - An assignee becomes a constraint on the recipient.
 * - A prohibition overrides a permission. The conflict strategies `invalid` (the default of ODRL) and `perm` are refused if they are written.
 * - The duties of a permission must be fulfilled before it holds, each by its action only. Obligations, remedies and consequences are refused.
 * - All constraints of a rule, and all of an `and`, must hold. `or`, `xone`, `andSequence` and refinements are refused.
 * - A date without an offset is in UTC, and a day is the whole day.
 * - A policy without rules, which some connectors take as permission for everything, is refused.
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
  for (const type of typesOf(place)) if (otherTypes.includes(type)) place.refuse('not an offer', type);
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

/** Removes repetitions: the members that a policy states for all rules are read with each of them. */
function eachOnce(refusals: readonly OdrlRefusal[]): readonly OdrlRefusal[] {
  return [...new Map(refusals.map((refusal) => [JSON.stringify(refusal), refusal])).values()];
}
