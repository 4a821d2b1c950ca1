import { setTimeout as sleep } from 'node:timers/promises';
import { CommitError, StatusCode } from '@hyperledger/fabric-gateway';
import { ExchangeError, hashFounding, type AnswerOf, type CommandOf, type Hash, type Role, type TransactionName } from '@databund/model';
import { makeId } from '../support/cast';
import type { FabricNetwork } from '../support/fabric-network';
import { makeFounding, organisations } from '../support/found-exchange';
import { Member } from '../support/member';
import { makeCast, type Cast } from './cast';
import type { Ground } from './lane-world';
import { refusalsPerDay } from './reference/daily-quota';

/** The organisations of the exchange; providers may also buy. */
const members = organisations.map((each) => (each.mspId === 'ProviderMSP' ? { ...each, roles: ['provider', 'buyer'] as const } : each));

/** Validation codes of conflicts with another transaction, which a new proposal resolves. */
const passing: readonly number[] = [StatusCode.MVCC_READ_CONFLICT, StatusCode.ENDORSEMENT_POLICY_FAILURE];
const maxAttempts = 20;

/** Longer than a run. */
const noticePeriodHours = 24;

interface Enrolment {
  readonly mspId: string;
  readonly roles: readonly Role[];
}

/** A founded exchange with dozens of participants, each with a key and a connection of its own. */
export class Society implements Ground {
  private readonly members = new Map<string, Promise<Member>>();
  /** The number of transactions that were proposed again because of a conflict. */
  conflicts = 0;

  private constructor(
    readonly network: FabricNetwork,
    readonly cast: Cast,
  ) {}

  /** Opens a network whose organisations agreed to a founding document, founds the exchange, and admits all participants. */
  static async found(open: (founding: Hash) => Promise<FabricNetwork>): Promise<Society> {
    const participants = new Map<string, Enrolment>();
    const cast = makeCast((mspId, ...roles) => {
      const id = makeId('ptc');
      participants.set(id, { mspId, roles });
      return id;
    });
    const [operator = ''] = cast.operators;
    const document = { ...makeFounding(operator, cast.authority, members), parameters: { refusalsPerDay, noticePeriodHours } };
    const society = new Society(await open(hashFounding(document)), cast);
    await society.begin(document, participants).catch(async (error: unknown) => {
      await society.close();
      throw error;
    });
    return society;
  }

  async perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: string, transient?: object): Promise<AnswerOf<N>> {
    const member = await this.findMember(as, 'ProviderMSP');
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await member.call(name, command, transient);
      } catch (error) {
        if (error instanceof ExchangeError || !mayPass(error) || attempt === maxAttempts) throw error;
        this.conflicts += 1;
        await sleep(5 * attempt);
      }
    }
  }

  /** Lets notices that begin from now on end at once. */
  async endNotices(): Promise<void> {
    const { cast } = this;
    const [operator = ''] = cast.operators;
    const { revision } = await this.perform('SetParameters', { parameters: { noticePeriodHours: 0 } }, operator);
    await this.perform('AgreeToChange', { revision }, cast.authority);
  }

  async close(): Promise<void> {
    for (const member of this.members.values()) (await member).close();
    await this.network.stop();
  }

  private async begin(document: CommandOf<'FoundExchange'>, participants: ReadonlyMap<string, Enrolment>): Promise<void> {
    const { operator, authority } = document;
    const admin = new Member(this.network, 'admin', this.network.readAdmin('ExchangeMSP'));
    await admin.call('FoundExchange', document).finally(admin.close);
    for (const [id, { mspId }] of participants) await this.findMember(id, mspId);
    const others = [...participants].filter(([id]) => id !== operator.id && id !== authority.id);
    await Promise.all(others.map(([id, { roles }]) => this.admit(id, roles)));
  }

  private async admit(id: string, roles: readonly Role[]): Promise<void> {
    const [operator = ''] = this.cast.operators;
    const { revision } = await this.perform('RegisterParticipant', { id, name: { en: 'N' }, roles: [...roles] }, id);
    await this.perform('AdmitParticipant', { id, revision }, operator);
  }

  private findMember(id: string, mspId: string): Promise<Member> {
    const known = this.members.get(id) ?? this.network.issueIdentity(mspId, id).then((identity) => new Member(this.network, id, identity));
    this.members.set(id, known);
    return known;
  }
}

/** Returns whether a new proposal can succeed: another transaction came between, or the endorsers had different heights. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.cause instanceof CommitError) return passing.includes(error.cause.code);
  return error.message.includes('ProposalResponsePayloads do not match');
}
