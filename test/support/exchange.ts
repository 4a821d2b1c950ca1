import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Client, credentials } from '@grpc/grpc-js';
import { CommitError, connect, hash, signers, type Contract, type Gateway, type ProposalOptions } from '@hyperledger/fabric-gateway';
import {
  ExchangeError,
  findExchangeError,
  functionOf,
  idOfBytes,
  toCanonicalJson,
  transactions,
  type AnswerOf,
  type CommandOf,
  type IdKind,
  type Role,
  type TransactionName,
} from '@databund/model';
import type { FabricNetwork, NetworkOptions, TestIdentity } from './fabric-network';
import { flagName } from './flag-name';
import { openNetwork } from './open-network';

/** The participants that every founded exchange of the tests has. */
export const cast = {
  operator: { mspId: 'ExchangeMSP', roles: ['operator'] },
  authority: { mspId: 'RegulatorMSP', roles: ['authority'] },
  provider: { mspId: 'ProviderMSP', roles: ['provider'] },
  otherProvider: { mspId: 'ProviderMSP', roles: ['provider'] },
  buyer: { mspId: 'BuyerMSP', roles: ['buyer'] },
  otherBuyer: { mspId: 'BuyerMSP', roles: ['buyer'] },
  arbiter: { mspId: 'RegulatorMSP', roles: ['arbiter'] },
  auditor: { mspId: 'RegulatorMSP', roles: ['auditor'] },
} as const satisfies Record<string, { mspId: string; roles: readonly Role[] }>;
export type CastName = keyof typeof cast;

/** A random id, as a client makes it. */
export const newId = (kind: IdKind): string => idOfBytes(kind, randomBytes(17));

/** Calls the exchange’s chaincode as one identity, through its own organisation’s peer and the stock SDK. */
export class Member {
  private readonly client: Client;
  private readonly gateway: Gateway;

  constructor(
    private readonly network: FabricNetwork,
    readonly id: string,
    private readonly identity: TestIdentity,
  ) {
    const organisation = network.connectionProfile.organisations[identity.mspId];
    if (!organisation) throw new Error(`${identity.mspId} is not in the profile`);
    const { address, serverName, tlsRootCert } = organisation.peer;
    const tls = credentials.createSsl(readFileSync(join(dirname(network.profilePath), tlsRootCert)));
    this.client = new Client(address, tls, { 'grpc.ssl_target_name_override': serverName });
    const deadline = () => ({ deadline: Date.now() + 20_000 });
    this.gateway = connect({
      client: this.client,
      identity: { mspId: identity.mspId, credentials: identity.certificate },
      signer: signers.newPrivateKeySigner(identity.privateKey),
      hash: hash.sha256,
      evaluateOptions: deadline,
      endorseOptions: deadline,
      submitOptions: deadline,
      commitStatusOptions: deadline,
    });
  }

  /** What a wallet is to hold of it. */
  get credentials(): { readonly mspId: string; readonly participantId: string; readonly certificate: string; readonly keyPem: string } {
    const { mspId, certificate, privateKey } = this.identity;
    return {
      mspId,
      participantId: this.id,
      certificate: certificate.toString(),
      keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }

  /** Submits and waits for the commit, or evaluates. @throws ExchangeError, or Fabric’s error where the exchange did not refuse */
  async call<N extends TransactionName>(name: N, command: CommandOf<N>, transient?: object): Promise<AnswerOf<N>> {
    const { channel, chaincode } = this.network.connectionProfile;
    const contract = this.gateway.getNetwork(channel).getContract(chaincode);
    const declared = transactions[name];
    const proposal = {
      arguments: [toCanonicalJson(command)],
      ...(transient && { transientData: { transient: toCanonicalJson(transient) }, endorsingOrganizations: [this.identity.mspId] }),
    };
    try {
      const name = functionOf(declared);
      const bytes = declared.kind === 'submit' ? await this.submit(contract, name, proposal) : await contract.evaluate(name, proposal);
      return JSON.parse(Buffer.from(bytes).toString()) as AnswerOf<N>;
    } catch (error) {
      throw refusalIn(error) ?? explained(error);
    }
  }

  /** Waits until every peer has what was committed: the next member asks its own. */
  private async submit(contract: Contract, name: string, proposal: ProposalOptions): Promise<Uint8Array> {
    const submitted = await contract.submitAsync(name, proposal);
    const { successful, code, transactionId, blockNumber } = await submitted.getStatus();
    if (!successful) throw new CommitError({ message: `${transactionId} was committed with code ${String(code)}`, code, transactionId });
    await this.network.settled(blockNumber);
    return submitted.getResult();
  }

  /** Has a call endorsed by these organisations alone, and answers how the channel marked it. */
  async commitCode<N extends TransactionName>(name: N, command: CommandOf<N>, organisations: readonly string[]): Promise<string> {
    const { channel, chaincode } = this.network.connectionProfile;
    const contract = this.gateway.getNetwork(channel).getContract(chaincode);
    const proposal = { arguments: [toCanonicalJson(command)], endorsingOrganizations: [...organisations] };
    const commit = await contract.submitAsync(functionOf(transactions[name]), proposal);
    const { code } = await commit.getStatus();
    return flagName(code);
  }

  /** The code with which the exchange refuses a call. @throws Error where it does not */
  async refusal<N extends TransactionName>(name: N, command: CommandOf<N>, transient?: object): Promise<string> {
    try {
      await this.call(name, command, transient);
    } catch (error) {
      const refused = refusalIn(error);
      if (refused) return refused.code;
      throw error;
    }
    throw new Error(`${name} was not refused`);
  }

  close(): void {
    this.gateway.close();
    this.client.close();
  }
}

/** A founded exchange on a running network, with its cast admitted. */
export class Exchange {
  private constructor(
    readonly network: FabricNetwork,
    readonly members: Readonly<Record<CastName, Member>>,
  ) {}

  /** Starts a network with the exchange’s chaincode, founds it and admits the cast. */
  static async open(options: Omit<NetworkOptions, 'chaincode'> = {}): Promise<Exchange> {
    const network = await openNetwork({ ...options, chaincode: 'databund' });
    const members: Partial<Record<CastName, Member>> = {};
    for (const [name, { mspId }] of Object.entries(cast)) {
      const id = newId('ptc');
      members[name as CastName] = new Member(network, id, await network.identityFor(mspId, id));
    }
    const exchange = new Exchange(network, members as Record<CastName, Member>);
    await exchange.found().catch(async (error: unknown) => {
      await exchange.close();
      throw error;
    });
    return exchange;
  }

  private async found(): Promise<void> {
    const { operator, authority } = this.members;
    const admin = new Member(this.network, 'admin', this.network.adminOf('ExchangeMSP'));
    await admin.call('FoundExchange', {
      operatorMspId: 'ExchangeMSP',
      authorityMspId: 'RegulatorMSP',
      organisations: [
        { mspId: 'ExchangeMSP', roles: ['operator'] },
        { mspId: 'ProviderMSP', roles: ['provider'] },
        { mspId: 'BuyerMSP', roles: ['buyer'] },
        { mspId: 'RegulatorMSP', roles: ['authority', 'assessor', 'arbiter', 'auditor'] },
      ],
      operator: { id: operator.id, name: { en: 'Operator' } },
      authority: { id: authority.id, name: { en: 'Authority' } },
    });
    admin.close();
    const others = (Object.keys(cast) as CastName[]).filter((name) => name !== 'operator' && name !== 'authority');
    await Promise.all(others.map((name) => this.admit(name)));
  }

  private async admit(name: CastName): Promise<void> {
    const member = this.members[name];
    const { revision } = await member.call('RegisterParticipant', { id: member.id, name: { en: name }, roles: [...cast[name].roles] });
    await this.members.operator.call('AdmitParticipant', { id: member.id, revision });
  }

  async close(): Promise<void> {
    for (const member of Object.values(this.members)) member.close();
    await this.network.stop();
  }
}

/** Fabric puts what its endorsers said into the details of an error. */
function explained(error: unknown): unknown {
  return error instanceof Error ? new Error(`${error.message}: ${textsOf(error).join('; ')}`, { cause: error }) : error;
}

function refusalIn(error: unknown): ExchangeError | undefined {
  if (error instanceof ExchangeError) return error;
  return error instanceof Error
    ? textsOf(error)
        .map(findExchangeError)
        .find((refusal) => refusal !== undefined)
    : undefined;
}

function textsOf(error: Error): readonly string[] {
  const details = 'details' in error && Array.isArray(error.details) ? (error.details as { message: string }[]) : [];
  return [...details.map(({ message }) => message), error.message];
}
