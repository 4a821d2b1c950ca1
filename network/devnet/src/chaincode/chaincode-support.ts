import { peer } from '@hyperledger/fabric-protos';
import { DevnetError, readMember, readMessage } from '../errors';
import type { Ledger } from '../ledger/types';
import { ChaincodeLauncher } from './chaincode-launcher';
import { makeMessage, Type } from './messages';
import { qsccName } from './qscc';
import type { Completion, Invocation } from './transaction-context';

/** Addresses and time limits of a peer's chaincodes. */
export interface ChaincodeSupportOptions {
  readonly ledger: Ledger;
  /** Chaincode name to `host:port`. */
  readonly addresses: ReadonlyMap<string, string>;
  readonly executeTimeoutMs: number;
  readonly startTimeoutMs: number;
}

/** The chaincodes of one peer, each on its own stream. They can call each other within one simulation. */
export class ChaincodeSupport {
  private readonly launchers: ReadonlyMap<string, ChaincodeLauncher>;

  constructor(private readonly options: ChaincodeSupportOptions) {
    const { executeTimeoutMs, startTimeoutMs } = options;
    const invokeChaincode = (caller: Invocation, spec: peer.ChaincodeSpec) => this.invokeFromChaincode(caller, spec);
    this.launchers = new Map(
      [...options.addresses].map(([name, address]) => [
        name,
        new ChaincodeLauncher({ name, address, executeTimeoutMs, startTimeoutMs, invokeChaincode }),
      ]),
    );
  }

  /** Executes a transaction. @throws EXECUTION_FAILED or CHAINCODE_FAILED with the text of Fabric's peer */
  async execute(invocation: Invocation): Promise<Completion> {
    try {
      return await this.run(invocation);
    } catch (error) {
      if (readMember(error, 'code') === 'CHAINCODE_FAILED') throw error;
      throw makeExecutionError(`failed to execute transaction ${invocation.txId}: ${readMessage(error)}`, error);
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
      throw makeExecutionError(`invalid invocation: [channel ${channelId}] ${reason}`);
    }
    const stream = await launcher.connect().catch((error: unknown) => {
      throw makeExecutionError(`could not launch chaincode ${chaincodeName}: ${readMessage(error)}`, error);
    });
    return stream.execute(invocation);
  }

  /** Runs the called chaincode in the caller's simulation, in its own namespace. Rejects other channels: the devnet has one only. */
  private async invokeFromChaincode(caller: Invocation, spec: peer.ChaincodeSpec): Promise<Uint8Array> {
    const [nameAndVersion = '', channelId = caller.channelId] = (spec.getChaincodeId()?.getName() ?? '').split('/');
    const [chaincodeName = ''] = nameAndVersion.split(':');
    if (channelId !== this.options.ledger.channelId) throw makeExecutionError(`could not find a ledger for channel ${channelId}`);
    if (chaincodeName === qsccName) return encodeCompleted(caller, rejectQscc(caller.chaincodeName));
    const input = spec.getInput() ?? new peer.ChaincodeInput();
    caller.simulator.readChaincodeDefinition(chaincodeName);
    try {
      const { response } = await this.run({ ...caller, chaincodeName, input });
      return encodeCompleted(caller, response);
    } catch (error) {
      throw makeExecutionError(`execute failed: ${readMessage(error)}`, error);
    }
  }
}

function makeExecutionError(reason: string, cause?: unknown): DevnetError {
  return new DevnetError('EXECUTION_FAILED', reason, { cause });
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
