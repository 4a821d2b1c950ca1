import { findRule, showHead } from './reference';
import type { Act, Facts, Thing } from './reference/facts';

/** The weight of acts that lead to the end of a story. */
const mainPath = 200;

/** The weight of each allowed act; `mainPath` by default. */
const weights: Readonly<Record<string, number>> = {
  'participant leave': 5,
  'participant withdraw': 4,
  'participant suspend': 10,
  'participant pin': 20,
  'participant begin': 30,
  'predecessor withdraw': 4,
  'draft edit': 20,
  'draft editAsSuccessor': 60,
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
  'standing withdraw': 3,
  'listing edit': 15,
  'listing requestChanges': 8,
  'listing reject': 1,
  'listing withdraw': 4,
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
  'trade claim': 20,
  'trade concede': 3,
  'trade refund': 60,
  'trade cancel': 3,
  'delivery serve': 100,
  'delivery object': 6,
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
  'dispute appeal': 80,
  'dispute enforce': 60,
  'dispute withdraw': 8,
};

const over: Readonly<Partial<Record<Thing, readonly string[]>>> = {
  authorisation: ['REVOKED', 'REJECTED', 'WITHDRAWN', 'SURRENDERED'],
  trade: ['SETTLED', 'REFUNDED', 'CANCELLED'],
  delivery: ['ACKED', 'TERMINATED', 'MISMATCH'],
  dispute: ['ENFORCED', 'WITHDRAWN'],
};

/** Returns the weight of an allowed act. */
export function weightOf(facts: Facts, act: Act): number {
  const name = `${act.thing} ${act.action}`;
  const weight = lowerWeight(facts, name) ?? weights[name] ?? mainPath;
  return over[act.thing] && findRule(act).makes ? weightOfMaking(facts, act.thing, weight) : weight;
}

/**
 * Returns the weight of acts that are useful at some times only: a new price when both agree, another standing approval, a raised grade when it
 * stops something.
 */
function lowerWeight(facts: Facts, name: string): number | undefined {
  if (name === 'trade price') return showHead(facts, 'trade')?.state === 'PRICED' ? 8 : undefined;
  if (name === 'standing give') return weightOfGiving(facts);
  const isStopping = name === 'listing reclassify' && showHead(facts, 'authorisation')?.state === 'ACTIVE';
  return isStopping && facts.listing?.epoch === 1 ? 40 : undefined;
}

function weightOfGiving({ standing }: Facts): number | undefined {
  return standing && (standing.state === 'GIVEN' ? 1 : 10);
}

/** Returns the weight of making a thing again, which is for the time after the one before has ended. */
function weightOfMaking(facts: Facts, thing: Thing, weight: number): number {
  const before = showHead(facts, thing);
  if (!before) return thing === 'dispute' ? weight : mainPath;
  const isOver = over[thing]?.includes(before.state) === true || (thing === 'authorisation' && isUsedUp(facts));
  if (isOver) return thing === 'delivery' ? mainPath : 60;
  return thing === 'delivery' ? 15 : 0;
}

function isUsedUp({ authorisation, trade }: Facts): boolean {
  const isSpent = authorisation !== undefined && authorisation.used >= authorisation.count;
  return isSpent || trade?.clearing === 'SETTLED' || trade?.clearing === 'REFUNDED';
}
