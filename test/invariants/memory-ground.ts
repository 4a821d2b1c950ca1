import { ExchangeError, type AnswerOf, type CommandOf, type TransactionName } from '@databund/model';
import { makeId } from '../support/cast';
import { foundWorld, people, type MemoryWorld, type Person } from '../support/memory-world';
import { makeCast, type Cast } from './cast';
import type { Ground } from './lane-world';
import { refusalsPerDay } from './reference/daily-quota';

/** The rules in memory, to compare the reference with them without a network. */
export class MemoryGround implements Ground {
  /** Runs transactions one after the other, like a ledger. */
  private queue: Promise<unknown> = Promise.resolve();

  /** Names of the transactions that ended so: `done`, or the code of their refusal. */
  readonly ends = new Map<string, Set<TransactionName>>();

  private constructor(
    private readonly world: MemoryWorld,
    private readonly persons: ReadonlyMap<string, Person>,
    readonly cast: Cast,
  ) {}

  static async open({ noticePeriodHours = 0 } = {}): Promise<MemoryGround> {
    const persons = new Map<string, Person>();
    const cast = makeCast((mspId, ...roles) => {
      const participantId = makeId('ptc');
      persons.set(participantId, { participantId, mspId, roles });
      return participantId;
    });
    const ground = new MemoryGround(await foundWorld({ refusalsPerDay, noticePeriodHours }), persons, cast);
    await ground.admit([...cast.providers, ...cast.traders]);
    return ground;
  }

  perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: string, transient?: object): Promise<AnswerOf<N>> {
    const done = this.queue.then(() => this.performNow(name, command, as, transient));
    this.queue = done.catch(() => undefined);
    return done;
  }

  private performNow<N extends TransactionName>(name: N, command: CommandOf<N>, as: string, transient?: object): Promise<AnswerOf<N>> {
    const person = this.persons.get(as) ?? { participantId: as, mspId: 'ProviderMSP', roles: [] };
    this.world.nowMs = Date.now();
    const performing = this.world.perform(name, command, person, transient);
    performing.then(
      () => this.note('done', name),
      (error: unknown) => this.note(error instanceof ExchangeError ? error.code : 'failed', name),
    );
    return performing;
  }

  private note(end: string, name: TransactionName): void {
    this.ends.set(end, (this.ends.get(end) ?? new Set()).add(name));
  }

  /** Registers only participants that a mandate may name, because nothing else needs a record here. */
  private async admit(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const { revision } = await this.world.perform(
        'RegisterParticipant',
        { id, name: { en: 'N' }, roles: ['provider'] },
        this.persons.get(id)!,
      );
      await this.world.perform('AdmitParticipant', { id, revision }, people.operator);
    }
  }
}
