import { Session, charter, type Hash, type Reader, toInstant } from '@databund/model';
import { makeFounding, organisations } from '../support/found-exchange';
import { asAnswer, parseAnswer } from '../support/json';
import { people, type Person } from '../support/memory-world';
import type { NetworkName } from '../support/open-network';
import { tryForgeries, attackers, type Attack } from './attack-scene';
import { AttackedLedger } from './attacked-ledger';
import { auditBlocks, type Audited } from './audit-blocks';
import { chooseCombinations } from './choose-combinations';
import { attackedParameters, nameCall } from './episodes';
import { earlyClasses, forgeryClasses, lateClasses } from './plot';
import { makeScene } from './scene';
import { StoryWorld, type Stage, type StoryCall } from './story-world';
import { Tally, type Attempt } from './tally';

/** The size of a run, its seed and its network. */
export interface AttackOptions {
  /** The number of combinations that are tried; all by default. */
  readonly count?: number;
  readonly seed: number;
  readonly network?: NetworkName;
  /** A part of the titles of the episodes that are played; all by default. */
  readonly episode?: string;
  /** Is called with a line for each episode. */
  readonly onProgress?: (line: string) => void;
}

/** The result of a run. */
export interface AttackRun {
  readonly attempts: readonly Attempt[];
  readonly skipped: readonly (readonly [reason: string, count: number])[];
  readonly audited: Audited;
  readonly honestIds: ReadonlySet<string>;
}

/** Plays the story on a network, and attacks each step that no earlier episode has. */
export async function runAttack({ count, seed, network, episode, onProgress = () => undefined }: AttackOptions): Promise<AttackRun> {
  const { played, unreached, isChosen } = await chooseCombinations({ organisations: Object.keys(attackers), seed, count, episode });
  const founding = makeFounding(people.operator.participantId, people.authority.participantId);
  const document = { ...founding, parameters: attackedParameters };
  const ledger = await AttackedLedger.open(document, Object.keys(attackers), network);
  try {
    const tally = new Tally();
    const stage = new AttackedStage({ ledger, tally, seed, isChosen });
    await stage.perform({ name: 'FoundExchange', command: document, as: people.admin });
    for (const person of listNewcomers()) await stage.admit(person);
    for (const [number, { title, steps, calls }] of played.entries()) {
      const startedMs = performance.now();
      const before = tally.attempts.length;
      stage.begin(calls.map(({ isNew }) => isNew));
      const world = new StoryWorld(stage, number);
      for (const step of steps) await step(world);
      const foreign = tally.attempts.slice(before).filter((attempt) => attempt.foreign.length > 0);
      for (const attempt of foreign) onProgress(`in another organisation's name: ${attempt.title}`);
      onProgress(`${title}: ${String(tally.attempts.length - before)} forgeries, ${String(Math.round(performance.now() - startedMs))} ms`);
    }
    for (const name of unreached)
      for (const forgery of forgeryClasses) tally.skip(forgery, `the story does not reach ${name}, which needs a wait`);
    const audited = await auditBlocks(ledger.blocks);
    return { attempts: tally.attempts, skipped: tally.listSkipped(), audited, honestIds: ledger.honestIds };
  } finally {
    await ledger.close();
  }
}

/** Plays calls on the attacked ledger. */
class AttackedStage implements Stage {
  private plan: boolean[] = [];

  constructor(private readonly attack: Attack) {}

  /** Begins an episode. @param isNew for each of its calls, whether it is attacked */
  begin(isNew: readonly boolean[]): void {
    this.plan = [...isNew];
  }

  openSession(): Reader {
    return new Session(this.attack.ledger.honest, charter, toInstant(Date.now()));
  }

  async readCertHash(person: Person): Promise<Hash> {
    return (await this.attack.ledger.identify(person)).certHash;
  }

  async perform(call: StoryCall): Promise<unknown> {
    const { ledger } = this.attack;
    const isNew = this.plan.shift() ?? call.name === 'FoundExchange';
    const speaker = await ledger.identify(call.as);
    const scene = isNew ? await makeScene(call, { speaker, ledger: ledger.honest, founding: ledger.founding }) : undefined;
    if (scene) await tryForgeries(this.attack, scene, earlyClasses, nameCall(call));
    const { result } = await ledger.commit(call);
    if (scene) await tryForgeries(this.attack, scene, lateClasses, nameCall(call));
    return parseAnswer(call.name, result);
  }

  /** Registers a participant and, if it has roles, admits it. */
  async admit(person: Person): Promise<void> {
    const { participantId: id, mspId, roles } = person;
    const [held = 'buyer'] = organisations.find((each) => each.mspId === mspId)?.roles ?? [];
    const command = { id, name: { en: id }, roles: roles.length > 0 ? [...roles] : [held] };
    const answer = await this.perform({ name: 'RegisterParticipant', command, as: person });
    const { revision } = asAnswer('RegisterParticipant', answer);
    if (roles.length > 0) await this.perform({ name: 'AdmitParticipant', command: { id, revision }, as: people.operator });
  }
}

/** Lists who is registered after the founding, and those of every organisation that are never admitted. */
function listNewcomers(): readonly Person[] {
  const founders: readonly string[] = [people.admin, people.operator, people.authority].map(({ participantId }) => participantId);
  return [
    ...Object.values(people).filter(({ participantId }) => !founders.includes(participantId)),
    ...Object.values(attackers).map(({ outsider }) => outsider),
  ];
}
