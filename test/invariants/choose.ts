import type { Decision } from './plan';
import { chosen, weighted } from './plan';
import { amountDue, isAllowed, isDone, rules, ruleOf, shows } from './reference';
import type { Act, Actor, Facts, Thing } from './reference/facts';

const actors: readonly Actor[] = [
  'operator',
  'authority',
  'provider',
  'otherProvider',
  'buyer',
  'otherBuyer',
  'arbiter',
  'otherArbiter',
  'assessor',
  'auditor',
];
const ofListing: readonly Thing[] = ['resource', 'mandate', 'listing', 'designation', 'authorisation', 'trade', 'delivery', 'dispute'];

/** How likely each act is among those that can be done; 10 where nothing is said. What leads on is likelier than what ends. */
const weights: Readonly<Record<string, number>> = {
  'resource create': 60,
  'resource edit': 4,
  'resource reject': 1,
  'resource correct': 2,
  'resource cancel': 1,
  'resource submit': 60,
  'resource giveNotice': 60,
  'resource register': 60,
  'mandate grant': 60,
  'mandate suspend': 2,
  'mandate resume': 20,
  'mandate revoke': 1,
  'listing create': 60,
  'listing edit': 8,
  'listing submit': 60,
  'listing requestChanges': 4,
  'listing reject': 1,
  'listing agree': 30,
  'listing attest': 2,
  'listing approve': 60,
  'listing object': 3,
  'listing upholdObjection': 4,
  'listing endNotice': 60,
  'listing suspend': 2,
  'listing resume': 20,
  'listing delist': 1,
  'listing createVersion': 1,
  'listing supersede': 1,
  'listing reclassify': 1,
  'designation designate': 2,
  'designation endDesignation': 2,
  'authorisation offer': 4,
  'authorisation counter': 10,
  'authorisation accept': 30,
  'authorisation approve': 30,
  'authorisation reject': 1,
  'authorisation withdraw': 1,
  'authorisation activate': 60,
  'authorisation suspend': 3,
  'authorisation resume': 20,
  'authorisation revoke': 2,
  'authorisation surrender': 2,
  'trade price': 15,
  'trade fund': 60,
  'trade settle': 15,
  'trade refund': 20,
  'trade cancel': 2,
  'delivery send': 20,
  'delivery sendWindow': 20,
  'delivery acknowledgeWindow': 20,
  'delivery acknowledge': 20,
  'delivery mismatch': 10,
  'delivery replace': 30,
  'delivery terminate': 3,
  'dispute open': 3,
  'dispute addEvidence': 5,
  'dispute rule': 20,
  'dispute appeal': 8,
  'dispute enforce': 15,
  'dispute withdraw': 3,
};

/** Forbidden acts that are tried oftener: each would break an invariant. */
const tempting: Readonly<Record<string, number>> = {
  'delivery open': 40,
  'listing edit': 20,
  'listing submit': 20,
  'listing approve': 30,
  'trade cancel': 20,
  'trade fund': 30,
  'trade settle': 20,
  'trade refund': 20,
  'trade price': 15,
  'authorisation approve': 15,
  'authorisation activate': 15,
  'dispute rule': 15,
};

function thingsOf({ kind }: Facts): readonly Thing[] {
  return ofListing.filter((thing) => kind.holder !== undefined || (thing !== 'resource' && thing !== 'mandate'));
}

/** Says whether it would be done, but make something that is no part of the story. */
function isElsewhere({ kind }: Facts, { thing, action, actor }: Act): boolean {
  if (thing === 'participant') return action === 'register';
  if (thing === 'resource') return action === 'create' && (actor === 'provider' || actor === 'otherProvider');
  return thing === 'authorisation' && action === 'request' && actor === 'otherBuyer' && !kind.isForFew;
}

/** Which ways there are to do it. */
function waysOf({ kind }: Facts, thing: Thing, action: string): readonly number[] {
  switch (`${thing} ${action}`) {
    case 'listing create':
    case 'listing edit':
      return kind.lacks ? [1, 0] : [0];
    case 'listing reclassify':
      return [1, 0, 2];
    case 'authorisation request':
    case 'authorisation offer':
    case 'authorisation counter':
      return [2, 1, 6];
    case 'dispute rule':
      return [0, 1, 2];
    default:
      return [0];
  }
}

/** Every act that anyone could try as things stand, in one of its ways. */
export function imaginable(facts: Facts, { other }: Decision, things = thingsOf(facts)): readonly Act[] {
  return things.flatMap((thing) =>
    Object.keys(rules[thing]).flatMap((action) => {
      const way = chosen(waysOf(facts, thing, action), other);
      const act = { thing, action, way, ...namesOf(facts, { thing, action }), ...slipOf(facts, action, other) };
      return actors.map((actor) => ({ ...act, actor }));
    }),
  );
}

function namesOf(facts: Facts, act: Pick<Act, 'thing' | 'action'>): Partial<Act> {
  const { names } = ruleOf(act);
  if (names === 'round') return { round: facts.authorisation?.round ?? 0 };
  return names === 'revision' ? { revision: facts[act.thing]?.revision ?? 0 } : {};
}

function slipOf(facts: Facts, action: string, other: number): Partial<Act> {
  if (action === 'price') return { slip: other % 5 === 0 ? 1 : 0 };
  if (!['fund', 'settle', 'refund'].includes(action)) return {};
  const slip = other % 6 === 0 ? -1 : amountDue(facts);
  return slip === undefined ? {} : { slip };
}

/** One of the acts that can be done. */
export function chooseAllowed(facts: Facts, decision: Decision, things?: readonly Thing[]): Act | undefined {
  const allowed = imaginable(facts, decision, things).filter((act) => isDone(facts, act));
  return weighted(allowed, (act) => weightOf(facts, act), decision.choice);
}

/** One of the acts that must be refused: by whom it is not, when it is not, or upon something that is no more. */
export function chooseForbidden(facts: Facts, decision: Decision, things?: readonly Thing[]): Act | undefined {
  const all = imaginable(facts, decision, things).filter(
    ({ thing, action }) => action !== 'supersede' && (facts[thing] ?? ruleOf({ thing, action }).makes),
  );
  if (decision.other % 8 === 0) return stale(facts, all, decision);
  const forbidden = all.filter((act) => !isDone(facts, act) && !isElsewhere(facts, act));
  return weighted(forbidden, (act) => temptation(facts, act), decision.choice);
}

function stale(facts: Facts, all: readonly Act[], { choice, other }: Decision): Act | undefined {
  const fresh = all.filter((act) => isDone(facts, act) && ruleOf(act).names !== undefined && (facts[act.thing]?.revision ?? 0) > 0);
  if (fresh.length === 0) return undefined;
  const act = chosen(fresh, choice);
  if (act.round !== undefined) return { ...act, round: -1 };
  const revision = act.revision ?? 1;
  return { ...act, revision: revision > 1 && other % 16 === 0 ? revision - 1 : revision + 1 };
}

function temptation(facts: Facts, act: Act): number {
  return isAllowed(facts, act) ? (tempting[`${act.thing} ${act.action}`] ?? 3) : 1;
}

const over: Readonly<Partial<Record<Thing, readonly string[]>>> = {
  authorisation: ['REVOKED', 'REJECTED', 'WITHDRAWN', 'SURRENDERED'],
  trade: ['SETTLED', 'REFUNDED', 'CANCELLED'],
  delivery: ['ACKED', 'TERMINATED', 'MISMATCH'],
  dispute: ['ENFORCED', 'WITHDRAWN'],
};

/** What makes a thing anew is for when the one before is over. */
function weightOf(facts: Facts, act: Act): number {
  const { thing, action } = act;
  const weight = weights[`${thing} ${action}`] ?? 10;
  if (!ruleOf(act).makes || !over[thing]) return weight;
  const before = shows(facts, thing);
  if (thing === 'authorisation' && isUsedUp(facts)) return 20;
  if (!before) return thing === 'dispute' ? weight : 60;
  return over[thing].includes(before.state) ? 20 : thing === 'delivery' ? 4 : 0;
}

function isUsedUp({ authorisation, trade }: Facts): boolean {
  const isSpent = authorisation !== undefined && authorisation.used >= authorisation.count;
  return isSpent || trade?.clearing === 'SETTLED' || trade?.clearing === 'REFUNDED';
}
