import { peer } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/types';
import { ChaincodeLauncher } from './chaincode-launcher';
import { ChaincodeFailure } from './chaincode-stream';
import { makeMessage, Type } from './messages';
import { qsccName } from './qscc';
import type { Completion, Invocation } from './transaction-context';

/** Where each chaincode of the channel listens, and how long it may take. */
export interface ChaincodeSupportOptions {
  readonly ledger: Ledger;
  /** Chaincode name to `host:port`. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly executeTimeoutMs: number;
  readonly startTimeoutMs: number;
}

/** One peer's chaincodes: each on its own stream, calling each other within one simulation. */
export class ChaincodeSupport {
  private readonly launchers: ReadonlyMap<string, ChaincodeLauncher>;

  constructor(private readonly options: ChaincodeSupportOptions) {
    const { executeTimeoutMs, startTimeoutMs } = options;
    const invokeChaincode = (caller: Invocation, spec: peer.ChaincodeSpec) => this.invokeFromChaincode(caller, spec);
    this.launchers = new Map(
      [...options.addresses].map(([name, address]) => [
        name,
        new ChaincodeLauncher({ address, executeTimeoutMs, startTimeoutMs, invokeChaincode }),
      ]),
    );
  }

  /** @throws Error with the text Fabric's peer gives for the failure. */
  async execute(invocation: Invocation): Promise<Completion> {
    try {
      return await this.run(invocation);
    } catch (error) {
      if (error instanceof ChaincodeFailure) throw error;
      throw new Error(`failed to execute transaction ${invocation.txId}: ${(error as Error).message}`, { cause: error });
    }
  }

  close(): void {
    for (const launcher of this.launchers.values()) launcher.close();
  }

  private async run(invocation: Invocation): Promise<Completion> {
    const { chaincodeName, channelId } = invocation;
    const launcher = this.launchers.get(chaincodeName);
    if (!launcher) {
      const reason = `failed to get chaincode container info for ${chaincodeName}: chaincode ${chaincodeName} not found`;
      throw new Error(`invalid invocation: [channel ${channelId}] ${reason}`);
    }
    const stream = await launcher.connect().catch((error: unknown) => {
      throw new Error(`could not launch chaincode ${chaincodeName}: ${(error as Error).message}`, { cause: error });
    });
    return stream.execute(invocation);
  }

  /** Same channel: the same simulation, in the called chaincode's namespace. Other channels: there is none here. */
  private async invokeFromChaincode(caller: Invocation, spec: peer.ChaincodeSpec): Promise<Uint8Array> {
    const [nameAndVersion = '', channelId = caller.channelId] = (spec.getChaincodeId()?.getName() ?? '').split('/');
    const [chaincodeName = ''] = nameAndVersion.split(':');
    if (channelId !== this.options.ledger.channelId) throw new Error(`could not find a ledger for channel ${channelId}`);
    if (chaincodeName === qsccName) return encodeCompleted(caller, rejectQscc(caller.chaincodeName));
    const input = spec.getInput() ?? new peer.ChaincodeInput();
    caller.simulator.chaincodeDefinition(chaincodeName);
    try {
      const { response } = await this.run({ ...caller, chaincodeName, input });
      return encodeCompleted(caller, response);
    } catch (error) {
      throw new Error(`execute failed: ${(error as Error).message}`, { cause: error });
    }
  }
}

function encodeCompleted({ channelId, txId }: Invocation, response: peer.Response): Uint8Array {
  return makeMessage(Type.COMPLETED, { channelId, txId, payload: response.serializeBinary() }).serializeBinary();
}

function rejectQscc(caller: string): peer.Response {
  const response = new peer.Response();
  response.setStatus(500);
  response.setMessage(
    `Rejecting invoke of QSCC from another chaincode because of potential for deadlocks, original invocation for '${caller}'`,
  );
  return response;
}
