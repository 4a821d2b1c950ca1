import { Type, type Static } from '@sinclair/typebox';
import { ExchangeError, type TransactionName } from '@databund/model';
import { check } from '../support/json';
import { ids, steps } from '../support/lifecycles';
import { people } from '../support/memory-world';
import { listKeys } from '../support/values';
import { makeCall, viewKeys, type Call } from './commands';
import { LaneWorld, type Scene } from './lane-world';
import { applyAct, isDone, showHead } from './reference';
import type { Act, Facts, Thing } from './reference/facts';
import type { Tally } from './tally';

/** The objects that acts create under new ids. */
const makes: Readonly<Record<string, keyof typeof ids>> = {
  'participant begin': 'listing',
  'standing give': 'standing',
  'authorisation request': 'authorisation',
  'trade order': 'trade',
  'delivery open': 'delivery',
  'delivery replace': 'delivery',
  'dispute open': 'dispute',
};
/** Actions whose answer is another object than their thing. */
const answeredOtherwise: readonly string[] = ['begin', 'attest', 'object', 'sendWindow', 'acknowledgeWindow', 'createVersion', 'supersede'];

const getters: Partial<Readonly<Record<Thing, TransactionName>>> = {
  listing: 'GetListing',
  authorisation: 'GetAuthorisation',
  trade: 'GetTrade',
  delivery: 'GetDelivery',
  dispute: 'GetDispute',
  resource: 'GetResource',
  mandate: 'GetMandate',
  standing: 'GetStanding',
  participant: 'GetParticipant',
  predecessor: 'GetParticipant',
  draft: 'GetListing',
};

/** The outcome of an attempt: the answer, or the refusal. */
export type Outcome = { readonly isDone: true; readonly answer: object } | { readonly isDone: false; readonly refusal: ExchangeError };

const viewForm = Type.Object({ state: Type.Optional(Type.String()), revision: Type.Number() });
/** A thing as the ledger shows it. */
export type View = Static<typeof viewForm>;

/** The story of one listing, participant or change of the exchange, on the ledger and in the reference. */
export class Story {
  readonly world: LaneWorld;
  length = 0;
  isOver = false;

  constructor(
    readonly scene: Scene,
    readonly where: string,
    public facts: Facts,
    readonly tally: Tally,
  ) {
    this.world = new LaneWorld(scene);
  }

  /** Ends the story. */
  end(): void {
    this.isOver = true;
  }

  /** Tries an act, and compares its outcome with the reference. */
  async tryAct(act: Act): Promise<Outcome> {
    const expected = isDone(this.facts, act);
    const undo = this.prepare(act);
    const call = await makeCall(act, this.facts, this.world);
    const outcome = await this.perform(act, call);
    if (outcome.isDone !== expected) this.disagree(act, outcome);
    if (outcome.isDone) await this.follow(act, outcome.answer);
    else undo();
    return outcome;
  }

  /** Gives the object that an act creates a new id. Returns a function that undoes this. */
  prepare({ thing, action }: Act): () => void {
    const made = makes[`${thing} ${action}`];
    return made ? this.world.rename(ids[made]) : () => undefined;
  }

  /** Performs a call. @throws errors other than refusals of the exchange */
  async perform(act: Act, { name, command, as, transient }: Call): Promise<Outcome> {
    try {
      const answer = await (act.action === 'supersede' ? this.supersede() : this.world.perform(name, command, as, transient));
      this.tally.done += 1;
      return { isDone: true, answer };
    } catch (error) {
      if (!(error instanceof ExchangeError)) throw error;
      this.tally.refused += 1;
      return { isDone: false, refusal: error };
    }
  }

  /** Updates the facts after an act, and reads the things that its answer does not show. */
  private async follow(act: Act, answer: object): Promise<void> {
    const before = this.facts;
    this.facts = applyAct(before, act);
    this.forget(before);
    const isShown = !answeredOtherwise.includes(act.action);
    if (isShown) this.world.remember(viewKeys[act.thing], answer);
    if (isShown) this.compare(act.thing, check(viewForm, answer));
    for (const thing of listChanges(before, this.facts)) if (thing !== act.thing || !isShown) await this.read(thing);
  }

  /** Forgets the views of things that the facts no longer contain. */
  forget(before: Facts): void {
    for (const thing of ['trade', 'delivery', 'dispute'] as const) {
      if (!before[thing] || this.facts[thing]) continue;
      this.world.remember(viewKeys[thing], undefined);
      this.world.rename(ids[thing]);
    }
  }

  /** Reads a thing as the auditor, and compares it. */
  async read(thing: Thing): Promise<void> {
    this.compare(thing, await this.view(thing));
  }

  /** Reads a thing as the auditor. */
  async view(thing: Thing): Promise<View> {
    const id = { id: viewKeys[thing].parts[0] ?? '', ...((thing === 'listing' || thing === 'draft') && { version: 1 }) };
    const view = await this.world.perform(getters[thing] ?? 'GetListing', id, people.auditor);
    this.world.remember(viewKeys[thing], view);
    return check(viewForm, view);
  }

  private compare(thing: Thing, view: View): void {
    const differs = findDifference(this.facts, thing, view);
    if (differs !== undefined) this.tally.disagree(this.where, differs);
  }

  private disagree(act: Act, outcome: Outcome): void {
    const what = outcome.isDone ? 'succeeded' : `was refused (${outcome.refusal.code} ${JSON.stringify(outcome.refusal.details)})`;
    const standing = Object.fromEntries(listKeys(viewKeys).map((thing) => [thing, showHead(this.facts, thing)?.state]));
    this.tally.disagree(this.where, `${JSON.stringify(act)} ${what} of ${this.facts.kind.name} ${JSON.stringify(standing)}`);
  }

  private async supersede(): Promise<object> {
    return await steps.supersede(this.world);
  }
}

/** Returns how a view differs from the facts. */
export function findDifference(facts: Facts, thing: Thing, { state, revision }: View): string | undefined {
  const expected = showHead(facts, thing);
  if (!expected) return undefined;
  const wanted = expected.state;
  if (revision === expected.revision && (state ?? wanted) === wanted) return undefined;
  return `${thing} shows ${state ?? 'NONE'} at revision ${String(revision)}, not ${wanted} at ${String(expected.revision)}`;
}

/** Returns the things that differ between two sets of facts. */
export function listChanges(before: Facts, now: Facts): readonly Thing[] {
  return listKeys(getters).filter((thing) => now[thing] !== undefined && now[thing] !== before[thing]);
}
