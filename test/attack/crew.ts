import { GatewayError, type Contract, type ProposalOptions } from '@hyperledger/fabric-gateway';
import {
  findExchangeError,
  hashBytes,
  nameEndorsers,
  nameFunction,
  readCertificate,
  toCanonicalJson,
  type AnySubmit,
  type Identity,
} from '@databund/model';
import type { FabricNetwork, TestIdentity } from '../support/fabric-network';
import { organisations } from '../support/found-exchange';
import { connectGateway, nameCode } from '../support/gateway-connection';
import type { Person } from '../support/memory-world';
import { TestError } from '../support/test-error';
import { rawField, type RawWrites } from './raw-writes';
import { describeRefusal } from './answer-book';
import { findAsker, type Question } from './questions';
import type { StoryCall } from './story-world';

/** The offices of every exchange of the tests. */
const exchange = { operatorMspId: 'ExchangeMSP', authorityMspId: 'RegulatorMSP', organisations };

/** A participant with a certificate, and what its certificate says. */
interface CrewMember {
  readonly known: Identity;
  readonly contract: Contract;
}

/** A proposal whose endorsers collude: they write what it carries. */
export interface RawCall {
  readonly by: Person;
  readonly endorsers: readonly string[];
  /** The call that the block shows. */
  readonly declaration: AnySubmit;
  readonly command: object;
  readonly raw: RawWrites;
}

/** The outcome of a transaction: its validation code, its block and its answer. */
export interface Committed {
  readonly txId: string;
  readonly code: string;
  readonly block: bigint;
  readonly result: Uint8Array;
}

/** The participants on a network: each gets its certificate and its connection when it is first needed. */
export class Crew {
  private readonly members = new Map<string, Promise<CrewMember>>();
  private readonly closes: (() => void)[] = [];

  constructor(private readonly network: FabricNetwork) {}

  /** Returns what a participant's certificate says. */
  async identify(person: Person): Promise<Identity> {
    return (await this.get(person)).known;
  }

  /** Submits a step of the story as honest clients do. */
  submit({ as, command, transient }: StoryCall, declaration: AnySubmit): Promise<Committed> {
    return this.send(as, declaration, {
      arguments: [toCanonicalJson(command)],
      ...(transient && {
        transientData: { transient: toCanonicalJson(transient) },
        endorsingOrganizations: [...(nameEndorsers(declaration, as.mspId, exchange) ?? [])],
      }),
    });
  }

  /** Submits a transaction that its endorsers made up. */
  submitRaw({ by, endorsers, declaration, command, raw }: RawCall): Promise<Committed> {
    return this.send(by, declaration, {
      arguments: [toCanonicalJson(command)],
      transientData: { [rawField]: JSON.stringify(raw) },
      endorsingOrganizations: [...endorsers],
    });
  }

  /** Asks the peer of an organisation, and returns its answer, or how it refuses. */
  async ask({ declaration, input, ...question }: Question, mspId: string): Promise<string> {
    const { contract } = await this.get(findAsker(question));
    const options = { arguments: [toCanonicalJson(input)], endorsingOrganizations: [mspId] };
    try {
      return Buffer.from(await contract.evaluate(nameFunction(declaration), options)).toString('utf8');
    } catch (error) {
      const refusal = error instanceof GatewayError && error.details.map(({ message }) => findExchangeError(message)).find((each) => each);
      if (refusal) return describeRefusal(refusal);
      throw addDetails(declaration.name, error);
    }
  }

  close(): void {
    for (const close of this.closes) close();
  }

  private async send(by: Person, declaration: AnySubmit, options: ProposalOptions): Promise<Committed> {
    const { contract } = await this.get(by);
    const commit = await contract.submitAsync(nameFunction(declaration), options).catch((error: unknown) => {
      throw addDetails(declaration.name, error);
    });
    const { code, blockNumber } = await commit.getStatus();
    await this.network.waitForBlock(blockNumber);
    return { txId: commit.getTransactionId(), code: nameCode(code), block: blockNumber, result: commit.getResult() };
  }

  private get(person: Person): Promise<CrewMember> {
    const found = this.members.get(person.participantId) ?? this.enrol(person);
    this.members.set(person.participantId, found);
    return found;
  }

  private async enrol({ participantId, mspId }: Person): Promise<CrewMember> {
    const isAdmin = participantId.startsWith('admin@');
    const identity = isAdmin ? this.network.readAdmin(mspId) : await this.network.issueIdentity(mspId, participantId);
    const { gateway, close } = connectGateway(this.network, identity, { deadlineMs: 60_000 });
    this.closes.push(close);
    const { channel, chaincode } = this.network.connectionProfile;
    const known = { mspId, participantId: isAdmin ? undefined : participantId, certHash: hashCertificate(identity), isAdmin };
    return { known: { ...known, isClient: !isAdmin }, contract: gateway.getNetwork(channel).getContract(chaincode) };
  }
}

function hashCertificate({ certificate }: TestIdentity) {
  return hashBytes(readCertificate(certificate)?.der ?? '');
}

/** Adds what the peers answered. */
function addDetails(name: string, error: unknown): unknown {
  if (!(error instanceof GatewayError)) return error;
  const details = error.details.map(({ mspId, message }) => `${mspId}: ${message}`).join('; ');
  return new TestError('UNEXPECTED_ERROR', `${name}: ${error.message}: ${details}`, { cause: error });
}
