import { CommitError, GatewayError, type Contract, type Gateway, type ProposalOptions } from '@hyperledger/fabric-gateway';
import {
  ExchangeError,
  findExchangeError,
  nameEndorsers,
  nameFunction,
  toCanonicalJson,
  transactions,
  type AnswerOf,
  type AnyTransaction,
  type CommandOf,
  type TransactionName,
} from '@databund/model';
import { organisations } from './found-exchange';
import type { FabricNetwork, TestIdentity } from './fabric-network';
import { connectGateway, nameCode } from './gateway-connection';
import { parseAnswer } from './json';
import { TestError } from './test-error';

/** The organisations of every exchange of the tests. */
const exchange = { operatorMspId: 'ExchangeMSP', authorityMspId: 'RegulatorMSP', organisations };

/** Calls the exchange's chaincode as one identity, through the peer of its organisation and the Fabric Gateway SDK. */
export class Member {
  private readonly gateway: Gateway;
  readonly close: () => void;

  constructor(
    private readonly network: FabricNetwork,
    readonly id: string,
    private readonly identity: TestIdentity,
  ) {
    const { gateway, close } = connectGateway(network, identity, { deadlineMs: 20_000 });
    this.gateway = gateway;
    this.close = close;
  }

  /** Returns the credentials to import into a wallet. */
  get credentials(): { readonly mspId: string; readonly participantId: string; readonly certificate: string; readonly keyPem: string } {
    const { mspId, certificate, privateKey } = this.identity;
    return {
      mspId,
      participantId: this.id,
      certificate: certificate.toString(),
      keyPem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    };
  }

  /** Submits and waits for the commit, or evaluates. @throws ExchangeError, or Fabric's error if the exchange did not refuse the call */
  async call<N extends TransactionName>(name: N, command: CommandOf<N>, transient?: object): Promise<AnswerOf<N>> {
    const declared: AnyTransaction = transactions[name];
    const proposal = {
      arguments: [toCanonicalJson(command)],
      ...(transient && {
        transientData: { transient: toCanonicalJson(transient) },
        endorsingOrganizations: [...(nameEndorsers('endorsedBy' in declared ? declared : {}, this.identity.mspId, exchange) ?? [])],
      }),
    };
    try {
      const bytes = await this.send(declared.kind, nameFunction(declared), proposal);
      return parseAnswer(name, bytes);
    } catch (error) {
      throw findRefusal(error) ?? addDetails(error);
    }
  }

  private send(kind: 'submit' | 'evaluate', name: string, proposal: ProposalOptions): Promise<Uint8Array> {
    return kind === 'submit' ? this.submit(name, proposal) : this.contract.evaluate(name, proposal);
  }

  private get contract(): Contract {
    const { channel, chaincode } = this.network.connectionProfile;
    return this.gateway.getNetwork(channel).getContract(chaincode);
  }

  /** Waits until every peer has the block, because the next member may ask another peer. */
  private async submit(name: string, proposal: ProposalOptions): Promise<Uint8Array> {
    const submitted = await this.contract.submitAsync(name, proposal);
    const { successful, code, transactionId, blockNumber } = await submitted.getStatus();
    if (!successful)
      throw new CommitError({ message: `Transaction ${transactionId} was committed as ${nameCode(code)}.`, code, transactionId });
    await this.network.waitForBlock(blockNumber);
    return submitted.getResult();
  }

  /** Submits a call that only these organisations endorse, and returns its validation code. @throws ExchangeError, or Fabric's error */
  async commitCode<N extends TransactionName>(name: N, command: CommandOf<N>, organisations: readonly string[]): Promise<string> {
    const proposal = { arguments: [toCanonicalJson(command)], endorsingOrganizations: [...organisations] };
    const commit = await this.contract.submitAsync(nameFunction(transactions[name]), proposal).catch((error: unknown) => {
      throw findRefusal(error) ?? addDetails(error);
    });
    const { code, blockNumber } = await commit.getStatus();
    await this.network.waitForBlock(blockNumber);
    return nameCode(code);
  }

  /** Returns the code with which the exchange refuses a call. @throws TestError NOT_REFUSED */
  async expectRefusal<N extends TransactionName>(name: N, command: CommandOf<N>, transient?: object): Promise<string> {
    try {
      await this.call(name, command, transient);
    } catch (error) {
      const refusal = findRefusal(error);
      if (refusal) return refusal.code;
      throw error;
    }
    throw new TestError('NOT_REFUSED', `The exchange did not refuse ${name}.`);
  }

  /** Returns the code with which the exchange refuses a function with arguments as they are. @throws TestError NOT_REFUSED */
  async expectRawRefusal(name: string, ...args: readonly (string | Uint8Array)[]): Promise<string> {
    const refusal = await this.contract.evaluate(name, { arguments: [...args] }).then(() => undefined, findRefusal);
    if (refusal) return refusal.code;
    throw new TestError('NOT_REFUSED', `The exchange did not refuse ${name} with a code of its own.`);
  }
}

/** Adds the endorsers' messages, which Fabric puts into the details of an error. */
function addDetails(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  return new TestError('UNEXPECTED_ERROR', `${error.message}: ${listTexts(error).join('; ')}`, { cause: error });
}

function findRefusal(error: unknown): ExchangeError | undefined {
  if (error instanceof ExchangeError) return error;
  if (!(error instanceof Error)) return undefined;
  return listTexts(error)
    .map(findExchangeError)
    .find((refusal) => refusal !== undefined);
}

function listTexts(error: Error): readonly string[] {
  const details = error instanceof GatewayError ? error.details : [];
  return [...details.map(({ message }) => message), error.message];
}
