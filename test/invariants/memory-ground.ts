import type { AnswerOf, CommandOf, Role, TransactionName } from '@databund/model';
import { newId } from '../support/exchange';
import { foundWorld, people, type MemoryWorld, type Person } from '../support/memory-world';
import type { Cast } from './cast';
import type { Ground } from './lane-world';

/** The rules alone, in memory: to hold the reference against them without a network. */
export class MemoryGround implements Ground {
  /** One after the other, as a ledger commits. */
  private queue: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly world: MemoryWorld,
    private readonly persons: ReadonlyMap<string, Person>,
    readonly cast: Cast,
  ) {}

  static async open(): Promise<MemoryGround> {
    const persons = new Map<string, Person>();
    const some = (count: number, mspId: string, ...roles: Role[]) =>
      Array.from({ length: count }, () => {
        const participantId = newId('ptc');
        persons.set(participantId, { participantId, mspId, roles });
        return participantId;
      });
    const cast: Cast = {
      providers: some(8, 'ProviderMSP', 'provider'),
      traders: some(2, 'ProviderMSP', 'provider', 'buyer'),
      buyers: some(12, 'BuyerMSP', 'buyer'),
      operators: some(2, 'ExchangeMSP', 'operator'),
      authority: some(1, 'RegulatorMSP', 'authority')[0]!,
      assessors: some(2, 'RegulatorMSP', 'assessor'),
      arbiters: some(3, 'RegulatorMSP', 'arbiter'),
      auditor: some(1, 'RegulatorMSP', 'auditor')[0]!,
    };
    const ground = new MemoryGround(await foundWorld(), persons, cast);
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

  /** Only those whom a mandate may name must be on record here. */
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
