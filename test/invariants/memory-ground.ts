import type { AnswerOf, CommandOf, TransactionName } from '@databund/model';
import { makeId } from '../support/cast';
import { steps } from '../support/lifecycles';
import { foundWorld, people, type MemoryWorld, type Person } from '../support/memory-world';
import { makeCast, type Cast } from './cast';
import type { Ground } from './lane-world';

/** The rules in memory, to compare the reference with them without a network. */
export class MemoryGround implements Ground {
  /** Runs transactions one after the other, like a ledger. */
  private queue: Promise<unknown> = Promise.resolve();

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
    const world = await foundWorld();
    if (noticePeriodHours > 0) await steps.setNoticeHours(noticePeriodHours)(world);
    const ground = new MemoryGround(world, persons, cast);
    await ground.admit([...cast.providers, ...cast.traders]);
    return ground;
  }

  perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: string, transient?: object): Promise<AnswerOf<N>> {
    const done = this.queue.then(() => this.performNow(name, command, as, transient));
    this.queue = done.catch(() => undefined);
    return done;
  }

  private performNow<N extends TransactionName>(name: N, command: CommandOf<N>, as: string, transient?: object): Promise<AnswerOf<N>> {
    const person = this.persons.get(as) ?? { participantId: as, mspId: 'BuyerMSP', roles: [] };
    this.world.nowMs = Date.now();
    return this.world.perform(name, command, person, transient);
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
