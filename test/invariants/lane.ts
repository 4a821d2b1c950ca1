import { ExchangeError, keys } from '@databund/model';
import { ids } from '../support/lifecycles';
import { makeRefusal } from '../support/record-refusal';
import { people } from '../support/memory-world';
import { findOpening, chooseAllowed, chooseForbidden, chooseTempting } from './choose';
import { makeCall } from './commands';
import { kinds, type Kind } from './kinds';
import { LaneWorld, type Ground, type Scene } from './lane-world';
import type { Cast } from './cast';
import { chooseOne, type Decision } from './plan';
import { probe } from './probes';
import { race } from './run-race';
import type { Act, Facts, Thing } from './reference/facts';
import { Story } from './story';
import type { Tally } from './tally';

/** The ground, the participants and the tally of a lane. */
export interface LaneOptions {
  readonly number: number;
  /** The number of lanes. */
  readonly lanes: number;
  readonly ground: Ground;
  readonly cast: Cast;
  readonly tally: Tally;
  /** Notices last longer than the walk. */
  readonly hasNotice?: boolean;
}

const ofParticipants: readonly Thing[] = ['participant', 'predecessor', 'draft'];
const ofExchange: readonly Thing[] = ['proposal', 'preset'];

/** Runs stories one after the other, each with objects of its own, while other lanes run theirs. */
export class Lane {
  private story: Story | undefined;
  private things: readonly Thing[] | undefined;
  private stories = 0;
  /** The number of stories about a listing. */
  private listings = 0;
  private longest = 0;

  constructor(private readonly options: LaneOptions) {}

  /** Takes the steps that the plan decided. */
  async walk(decisions: readonly Decision[]): Promise<void> {
    for (const [step, decision] of decisions.entries()) {
      const story = this.story && !this.story.isOver && this.story.length < this.longest ? this.story : await this.begin(decision);
      this.story = story;
      story.length += 1;
      this.options.tally.steps += 1;
      await this.step(story, decision).catch((error: unknown) => {
        this.options.tally.disagree(`${story.where}, step ${String(step)}`, error instanceof Error ? error.message : String(error));
        story.end();
      });
    }
    this.keepSecrets();
  }

  private async begin({ choice, other }: Decision): Promise<Story> {
    this.keepSecrets();
    this.stories += 1;
    this.longest = 80 + (other % 80);
    const { number, lanes, tally, hasNotice = false } = this.options;
    this.things = this.chooseThings(choice);
    if (this.things) this.longest = this.things === ofParticipants ? 24 : 8;
    const kind = this.things ? kinds[0]! : chooseOne(kinds, number + this.listings * lanes);
    if (!this.things) this.listings += 1;
    const scene = this.chooseScene(kind, choice);
    const story = new Story(scene, `lane ${String(number)}, story ${String(this.stories)} (${kind.name})`, { kind, hasNotice }, tally);
    return this.things === ofExchange ? continueProposal(story) : story;
  }

  /** Returns the things of about every third story, which is short: a participant, or in the first lane the exchange itself. */
  private chooseThings(choice: number): readonly Thing[] | undefined {
    if (choice % 3 !== 0) return undefined;
    return this.options.number === 0 ? ofExchange : ofParticipants;
  }

  private chooseScene(kind: Kind, choice: number): Scene {
    const { number, ground, cast } = this.options;
    const chooseTwo = (from: readonly string[]) => [from[choice % from.length]!, from[(choice + 1) % from.length]!] as const;
    const [provider, otherProvider] = chooseTwo(cast.providers);
    const [buyer, otherBuyer] = chooseTwo(cast.buyers);
    const [arbiter, otherArbiter] = chooseTwo(cast.arbiters);
    const players = {
      provider: kind.isTrader ? chooseOne(cast.traders, choice) : provider,
      otherProvider,
      buyer,
      otherBuyer,
      arbiter,
      otherArbiter,
      operator: chooseOne(cast.operators, choice),
      authority: cast.authority,
      assessor: chooseOne(cast.assessors, choice),
      auditor: cast.auditor,
    };
    return { ground, players, word: `w-${String(number)}-${String(this.stories)}`, adcode: `3101${String(10 + number)}` };
  }

  private async step(story: Story, decision: Decision): Promise<void> {
    const { sort } = decision;
    if (this.things) return this.stepOf(story, decision, this.things);
    if (sort < 60 || !story.facts.listing) return this.stepOf(story, { ...decision, sort: 0 });
    if (sort < 84) return this.stepOf(story, decision);
    const own = story.facts.kind.isTrader ? 92 : 99;
    if (sort < own - 6) return race(story, decision);
    return sort < own ? probe(story, decision) : requestOwnListing(story);
  }

  private async stepOf(story: Story, decision: Decision, things?: readonly Thing[]): Promise<void> {
    const act = choose(story.facts, decision, things);
    if (!act) {
      if (decision.sort < 60) story.end();
      return;
    }
    const { isDone } = await story.tryAct(act);
    const next = isDone && isEndOfAccess(story.facts, act) && !story.isOver ? findOpening(story.facts, decision) : undefined;
    if (next) await story.tryAct(next);
    if (!isDone && decision.other % 7 === 0) await recordRefusal(story, act);
  }

  private keepSecrets(): void {
    if (this.story) this.options.tally.secrets.push(...this.story.world.secrets);
  }
}

/** Returns whether the act ends access, by a revocation, the withdrawal of a standing approval or a raised grade, so that an opening must fail. */
function isEndOfAccess({ authorisation }: Facts, { thing, action }: Act): boolean {
  const isStopping = action === 'revoke' || (action === 'withdraw' && thing === 'standing');
  return isStopping || (action === 'reclassify' && authorisation?.state === 'ACTIVE');
}

function choose(facts: Facts, decision: Decision, things?: readonly Thing[]): Act | undefined {
  if (decision.sort >= 60) return chooseForbidden(facts, decision, things);
  const tempting = !things && decision.other % 4 === 0 ? chooseTempting(facts, decision) : undefined;
  return tempting ?? chooseAllowed(facts, decision, things);
}

/** Continues from the present proposal, if there is one. */
async function continueProposal(story: Story): Promise<Story> {
  try {
    const { state, revision } = await story.world.perform('GetProposal', {}, people.auditor);
    story.facts = { ...story.facts, proposal: { state, revision } };
  } catch (error) {
    if (!(error instanceof ExchangeError)) throw error;
  }
  return story;
}

/** Records a refusal as the participant that received it. */
async function recordRefusal(story: Story, act: Act): Promise<void> {
  if (act.action === 'price' || ofParticipants.includes(act.thing) || act.actor === 'auditor') return;
  const { name, command, as } = await makeCall(act, story.facts, story.world);
  // The hash is of the input with this world's ids.
  const refusal = makeRefusal({ transaction: name, input: story.world.replaceStepIds(command) });
  const outcome = await story.tally.quota.take(story.world.replaceStepIds(as.participantId), () =>
    story.perform(act, { name: 'RecordRefusal', as, ...refusal }),
  );
  story.tally.secrets.push(refusal.transient.salt);
  if (outcome !== undefined) story.tally.disagree(story.where, `${act.actor} recorded the refusal of ${name}: ${outcome}`);
}

/** Lets a provider request its own listing, and approve the request. Both must be refused. */
async function requestOwnListing(story: Story): Promise<void> {
  const { provider } = people;
  const world = new LaneWorld(story.scene);
  world.assign(ids.listing, story.world.replaceStepIds(ids.listing));
  const terms = { ...story.facts.kind.terms };
  const requesting: Act = { thing: 'authorisation', action: 'request', actor: 'provider' };
  const request = {
    name: 'RequestAuthorisation',
    command: { id: ids.authorisation, listing: ids.listing, version: 1, terms },
    as: provider,
  } as const;
  const requested = await story.perform(requesting, { ...request, command: world.replaceStepIds(request.command) });
  if (!requested.isDone) return;
  story.tally.disagree(story.where, 'a provider requested its own listing');
  world.remember(keys.authorisation(ids.authorisation), requested.answer);
  const termsHash = (await world.readTermsHash(ids.authorisation))!;
  const approval = {
    name: 'ApproveAuthorisation',
    command: world.replaceStepIds({ id: ids.authorisation, termsHash }),
    as: provider,
  } as const;
  await story.perform({ ...requesting, action: 'approve' }, approval);
}
