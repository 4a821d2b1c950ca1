import { setTimeout as sleep } from 'node:timers/promises';
import { CommitError, StatusCode } from '@hyperledger/fabric-gateway';
import { ExchangeError, type AnswerOf, type CommandOf, type Role, type TransactionName } from '@databund/model';
import { Member, newId } from '../support/exchange';
import type { FabricNetwork } from '../support/fabric-network';
import type { Cast } from './cast';
import type { Ground } from './lane-world';

/** The organisations of the exchange and the roles that their participants may hold. */
const organisations = [
  { mspId: 'ExchangeMSP', roles: ['operator'] },
  { mspId: 'ProviderMSP', roles: ['provider', 'buyer'] },
  { mspId: 'BuyerMSP', roles: ['buyer'] },
  { mspId: 'RegulatorMSP', roles: ['authority', 'assessor', 'arbiter', 'auditor'] },
] as const satisfies readonly { readonly mspId: string; readonly roles: readonly Role[] }[];

/** What another transaction did in between; a new proposal reads it. */
const passing: readonly number[] = [StatusCode.MVCC_READ_CONFLICT, StatusCode.ENDORSEMENT_POLICY_FAILURE];
const maxAttempts = 20;

/** A founded exchange with dozens of participants, each with a key and a connection of its own. */
export class Society implements Ground {
  private readonly members = new Map<string, Promise<Member>>();
  /** Transactions that were proposed anew, because of what came in between. */
  conflicts = 0;

  private constructor(
    readonly network: FabricNetwork,
    readonly cast: Cast,
  ) {}

  /** Founds the exchange on a network, and admits everybody. */
  static async found(network: FabricNetwork): Promise<Society> {
    const some = (count: number) => Array.from({ length: count }, () => newId('ptc'));
    const [operators, [authority = '']] = [some(2), some(1)];
    const cast: Cast = {
      providers: some(8),
      traders: some(2),
      buyers: some(12),
      operators,
      authority,
      assessors: some(2),
      arbiters: some(3),
      auditor: newId('ptc'),
    };
    const society = new Society(network, cast);
    await society.begin();
    return society;
  }

  async perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: string, transient?: object): Promise<AnswerOf<N>> {
    const member = await this.memberOf(as, 'BuyerMSP');
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

  async close(): Promise<void> {
    for (const member of this.members.values()) (await member).close();
    await this.network.stop();
  }

  private async begin(): Promise<void> {
    const { providers, traders, buyers, operators, assessors, arbiters, auditor, authority } = this.cast;
    const [operator = ''] = operators;
    const admin = new Member(this.network, 'admin', this.network.readAdmin('ExchangeMSP'));
    await admin.call('FoundExchange', {
      operatorMspId: 'ExchangeMSP',
      authorityMspId: 'RegulatorMSP',
      organisations: organisations.map(({ mspId, roles }) => ({ mspId, roles: [...roles] })),
      operator: { id: operator, name: { en: 'Operator' } },
      authority: { id: authority, name: { en: 'Authority' } },
    });
    admin.close();
    await this.memberOf(operator, 'ExchangeMSP');
    await this.memberOf(authority, 'RegulatorMSP');
    await this.admit(providers, 'ProviderMSP', ['provider']);
    await this.admit(traders, 'ProviderMSP', ['provider', 'buyer']);
    await this.admit(buyers, 'BuyerMSP', ['buyer']);
    await this.admit(operators.slice(1), 'ExchangeMSP', ['operator']);
    await this.admit(assessors, 'RegulatorMSP', ['assessor']);
    await this.admit(arbiters, 'RegulatorMSP', ['arbiter']);
    await this.admit([auditor], 'RegulatorMSP', ['auditor']);
  }

  private async admit(ids: readonly string[], mspId: string, roles: readonly Role[]): Promise<void> {
    const [operator = ''] = this.cast.operators;
    await Promise.all(
      ids.map(async (id) => {
        await this.memberOf(id, mspId);
        const { revision } = await this.perform('RegisterParticipant', { id, name: { en: 'N' }, roles: [...roles] }, id);
        await this.perform('AdmitParticipant', { id, revision }, operator);
      }),
    );
  }

  private memberOf(id: string, mspId: string): Promise<Member> {
    const known = this.members.get(id) ?? this.network.issueIdentity(mspId, id).then((identity) => new Member(this.network, id, identity));
    this.members.set(id, known);
    return known;
  }
}

/** Says whether a new proposal can win: another transaction came in between, or endorsers stood at different heights. */
function mayPass(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error.cause instanceof CommitError) return passing.includes(error.cause.code);
  return error.message.includes('ProposalResponsePayloads do not match');
}
