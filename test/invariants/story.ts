import { ExchangeError, type TransactionName } from '@databund/model';
import { ids, steps } from '../support/lifecycles';
import { people } from '../support/memory-world';
import { callOf, viewKeys, type Call } from './commands';
import { LaneWorld, type Scene } from './lane-world';
import { after, isDone, shows } from './reference';
import type { Act, Facts, Thing } from './reference/facts';
import type { Tally } from './tally';

/** What each act makes under a new id. */
const makes: Readonly<Record<string, keyof typeof ids>> = {
  'authorisation request': 'authorisation',
  'trade order': 'trade',
  'delivery open': 'delivery',
  'delivery replace': 'delivery',
  'dispute open': 'dispute',
};
/** Acts that are answered with something else than their thing. */
const answeredOtherwise: readonly string[] = ['attest', 'object', 'sendWindow', 'acknowledgeWindow', 'createVersion', 'supersede'];

const getters: Partial<Readonly<Record<Thing, TransactionName>>> = {
  listing: 'GetListing',
  authorisation: 'GetAuthorisation',
  trade: 'GetTrade',
  delivery: 'GetDelivery',
  dispute: 'GetDispute',
  resource: 'GetResource',
  mandate: 'GetMandate',
  participant: 'GetParticipant',
};

/** What came of an attempt: the answer, or the refusal. */
export type Outcome = { readonly isDone: true; readonly answer: object } | { readonly isDone: false; readonly refusal: ExchangeError };

/** A thing as it shows on the ledger. */
export interface View {
  readonly state?: string;
  readonly revision: number;
}

/** One listing’s story, or that of something else, upon the ledger and in the reference. */
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

  /** Nothing more is told of it. */
  end(): void {
    this.isOver = true;
  }

  /** Tries an act, and holds what comes of it against the reference. */
  async attempt(act: Act): Promise<Outcome> {
    const expected = isDone(this.facts, act);
    const undo = this.prepare(act);
    const call = await callOf(act, this.facts, this.world);
    const outcome = await this.perform(act, call);
    if (outcome.isDone !== expected) this.disagree(act, outcome);
    if (outcome.isDone) await this.follow(act, outcome.answer);
    else undo();
    return outcome;
  }

  /** Gives what an act makes a new id. */
  prepare({ thing, action }: Act): () => void {
    const made = makes[`${thing} ${action}`];
    return made ? this.world.rename(ids[made]) : () => undefined;
  }

  /** Performs a call. @throws what is no refusal of the exchange */
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

  /** Takes over what an act has made of the facts, and reads what its answer does not show. */
  private async follow(act: Act, answer: object): Promise<void> {
    const before = this.facts;
    this.facts = after(before, act);
    this.forget(before);
    const isShown = !answeredOtherwise.includes(act.action);
    if (isShown) this.world.remember(viewKeys[act.thing], answer);
    if (isShown) this.compare(act.thing, answer as View);
    for (const thing of changed(before, this.facts)) if (thing !== act.thing || !isShown) await this.read(thing);
  }

  /** What the facts no longer know has no id either. */
  forget(before: Facts): void {
    for (const thing of ['trade', 'delivery', 'dispute'] as const) {
      if (!before[thing] || this.facts[thing]) continue;
      this.world.remember(viewKeys[thing], undefined);
      this.world.rename(ids[thing]);
    }
  }

  /** Reads a thing as the auditor does, and compares. */
  async read(thing: Thing): Promise<void> {
    this.compare(thing, await this.view(thing), true);
  }

  /** Reads a thing as the auditor does. */
  async view(thing: Thing): Promise<View> {
    const id = { id: viewKeys[thing].parts[0] ?? '', ...(thing === 'listing' && { version: 1 }) };
    const view = await this.world.perform(getters[thing] ?? 'GetListing', id, people.auditor);
    this.world.remember(viewKeys[thing], view);
    return view as View;
  }

  private compare(thing: Thing, view: View, isRead = false): void {
    const differs = difference(this.facts, thing, view, isRead);
    if (differs !== undefined) this.tally.disagree(this.where, differs);
  }

  private disagree(act: Act, outcome: Outcome): void {
    const what = outcome.isDone ? 'was done' : `was refused (${outcome.refusal.code} ${JSON.stringify(outcome.refusal.details)})`;
    const standing = Object.fromEntries(Object.keys(viewKeys).map((thing) => [thing, shows(this.facts, thing as Thing)?.state]));
    this.tally.disagree(this.where, `${JSON.stringify(act)} ${what} of ${this.facts.kind.name} ${JSON.stringify(standing)}`);
  }

  private async supersede(): Promise<object> {
    return await steps.supersede(this.world);
  }
}

/** In what a thing does not show as the facts say; whoever reads an authorisation has its slots counted. */
export function difference(facts: Facts, thing: Thing, { state, revision }: View, isRead: boolean): string | undefined {
  const expected = shows(facts, thing);
  if (!expected) return undefined;
  const wanted = isRead && isUsedUp(facts, thing, expected.state) ? 'EXHAUSTED' : expected.state;
  if (revision === expected.revision && (state ?? wanted) === wanted) return undefined;
  return `${thing} shows ${state ?? 'NONE'} at revision ${String(revision)}, not ${wanted} at ${String(expected.revision)}`;
}

function isUsedUp({ authorisation }: Facts, thing: Thing, state: string): boolean {
  const { used, count } = authorisation ?? { used: 0, count: 1 };
  return thing === 'authorisation' && used >= count && ['GRANTED', 'ACTIVE', 'SUSPENDED'].includes(state);
}

/** The things of which the facts say something else. */
export function changed(before: Facts, now: Facts): readonly Thing[] {
  return (Object.keys(getters) as Thing[]).filter((thing) => now[thing] !== undefined && now[thing] !== before[thing]);
}
