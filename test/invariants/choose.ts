import { isNearMiss } from './near-misses';
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

/** What leads on, from the beginning of a story to its end. */
const mainPath = 200;

/** How likely each act is among those that can be done; `mainPath` where nothing is said. */
const weights: Readonly<Record<string, number>> = {
  'resource edit': 6,
  'resource reject': 1,
  'resource correct': 3,
  'resource object': 2,
  'resource upholdObjection': 8,
  'resource change': 4,
  'resource acceptChange': 20,
  'resource declineChange': 10,
  'resource cancel': 2,
  'mandate suspend': 3,
  'mandate resume': 80,
  'mandate revoke': 1,
  'listing edit': 15,
  'listing requestChanges': 8,
  'listing reject': 1,
  'listing agree': 100,
  'listing attest': 3,
  'listing object': 2,
  'listing upholdObjection': 8,
  'listing suspend': 3,
  'listing resume': 50,
  'listing delist': 1,
  'listing createVersion': 1,
  'listing supersede': 1,
  'listing reclassify': 2,
  'designation designate': 3,
  'designation endDesignation': 3,
  'authorisation offer': 6,
  'authorisation counter': 40,
  'authorisation accept': 100,
  'authorisation approve': 100,
  'authorisation reject': 1,
  'authorisation withdraw': 1,
  'authorisation suspend': 4,
  'authorisation resume': 50,
  'authorisation revoke': 3,
  'authorisation surrender': 3,
  'trade price': 80,
  'trade settle': 30,
  'trade refund': 60,
  'trade cancel': 3,
  'delivery send': 60,
  'delivery sendWindow': 60,
  'delivery acknowledgeWindow': 60,
  'delivery acknowledge': 60,
  'delivery mismatch': 30,
  'delivery replace': 100,
  'delivery terminate': 5,
  'dispute open': 6,
  'dispute addEvidence': 15,
  'dispute rule': 80,
  'dispute appeal': 25,
  'dispute enforce': 60,
  'dispute withdraw': 8,
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
      const act = { thing, action, way, ...namesOf(facts, { thing, action }) };
      return slipsOf(facts, action, other).flatMap((slip) => actors.map((actor) => ({ ...act, ...slip, actor })));
    }),
  );
}

function namesOf(facts: Facts, act: Pick<Act, 'thing' | 'action'>): Partial<Act> {
  const { names } = ruleOf(act);
  if (names === 'round') return { round: facts.authorisation?.round ?? 0 };
  return names === 'revision' ? { revision: facts[act.thing]?.revision ?? 0 } : {};
}

/** The slips that can be given, and the amounts that can be named: what is due, and what nobody agreed on. */
function slipsOf(facts: Facts, action: string, other: number): readonly Partial<Act>[] {
  if (action === 'price') return [{ slip: other % 9 === 0 ? 1 : 0 }];
  if (!['fund', 'settle', 'refund'].includes(action)) return [{}];
  const slip = amountDue(facts);
  return [slip === undefined ? {} : { slip }, { slip: -1 }];
}

/** One of the acts that can be done; none where nothing leads on, and the story may end. */
export function chooseAllowed(facts: Facts, decision: Decision, things?: readonly Thing[]): Act | undefined {
  const allowed = imaginable(facts, decision, things).filter((act) => isDone(facts, act));
  const leadsOn = allowed.some((act) => weightOf(facts, act) >= 30);
  if (!leadsOn && !things && decision.other % 5 === 0) return undefined;
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

const tempting: readonly string[] = ['delivery open', 'listing submit', 'listing approve', 'trade fund', 'trade cancel'];

/** One of the acts that a single rule forbids, and that would break an invariant; often there is none. */
export function chooseTempting(facts: Facts, decision: Decision): Act | undefined {
  const acts = imaginable(facts, decision).filter((act) => tempting.includes(`${act.thing} ${act.action}`));
  const forbidden = acts.filter((act) => !isDone(facts, act) && isAllowed(facts, act) && isNearMiss(facts, act));
  return forbidden.length === 0 ? undefined : chosen(forbidden, decision.choice);
}

function stale(facts: Facts, all: readonly Act[], { choice, other }: Decision): Act | undefined {
  const fresh = all.filter((act) => isDone(facts, act) && ruleOf(act).names !== undefined && (facts[act.thing]?.revision ?? 0) > 0);
  if (fresh.length === 0) return undefined;
  const act = chosen(fresh, choice);
  if (act.round !== undefined) return { ...act, round: -1 };
  const revision = act.revision ?? 1;
  return { ...act, revision: revision > 1 && other % 16 === 0 ? revision - 1 : revision + 1 };
}

/** Whoever may do it at another time is likelier to try; likeliest is what a single rule forbids. */
function temptation(facts: Facts, act: Act): number {
  if (act.action === 'request' || (act.thing === 'listing' && act.action === 'create')) return 1;
  if (isNearMiss(facts, act)) return 400;
  return isAllowed(facts, act) ? 4 : 1;
}

const over: Readonly<Partial<Record<Thing, readonly string[]>>> = {
  authorisation: ['REVOKED', 'REJECTED', 'WITHDRAWN', 'SURRENDERED'],
  trade: ['SETTLED', 'REFUNDED', 'CANCELLED'],
  delivery: ['ACKED', 'TERMINATED', 'MISMATCH'],
  dispute: ['ENFORCED', 'WITHDRAWN'],
};

/** How likely an act is, of those that can be done. */
function weightOf(facts: Facts, act: Act): number {
  const name = `${act.thing} ${act.action}`;
  const weight = seldom(facts, name) ?? weights[name] ?? mainPath;
  return over[act.thing] && ruleOf(act).makes ? weightOfMaking(facts, act.thing, weight) : weight;
}

/** What is likely at one time and not at another: a new price when both agree, a grade raised when that stops something. */
function seldom(facts: Facts, name: string): number | undefined {
  if (name === 'trade price') return shows(facts, 'trade')?.state === 'PRICED' ? 8 : undefined;
  const isStopping = name === 'listing reclassify' && shows(facts, 'authorisation')?.state === 'ACTIVE';
  return isStopping && facts.listing?.epoch === 1 ? 25 : undefined;
}

/** What makes a thing anew is for when the one before is over. */
function weightOfMaking(facts: Facts, thing: Thing, weight: number): number {
  const before = shows(facts, thing);
  if (!before) return thing === 'dispute' ? weight : mainPath;
  const isOver = over[thing]?.includes(before.state) === true || (thing === 'authorisation' && isUsedUp(facts));
  if (isOver) return thing === 'delivery' ? mainPath : 60;
  return thing === 'delivery' ? 15 : 0;
}

function isUsedUp({ authorisation, trade }: Facts): boolean {
  const isSpent = authorisation !== undefined && authorisation.used >= authorisation.count;
  return isSpent || trade?.clearing === 'SETTLED' || trade?.clearing === 'REFUNDED';
}
