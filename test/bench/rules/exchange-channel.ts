import { createPrivateKey } from 'node:crypto';
import { dirname, join } from 'node:path';
import { gateway, peer, common } from '@hyperledger/fabric-protos';
import { Endorser, type Signer } from '@databund/devnet/internal/endorser/endorser';
import { endorse } from '@databund/devnet/internal/gateway/endorse';
import type { GatewayPeer } from '@databund/devnet/internal/gateway/peers';
import { RpcError } from '@databund/devnet/internal/grpc/rpc-error';
import { issueParticipant } from '../../support/issue-participant';
import { serializeIdentity } from '@databund/devnet/internal/msp/msp-directory';
import { signMessage } from '@databund/devnet/internal/proto/signature';
import { TestChannel, chaincode, mspIds, type MspId } from '../../conformance/test-channel';
import type { Person } from '../../support/memory-world';
import { CountedChaincodes, type Operations } from './counted-chaincodes';
import { signProposal, type Call } from './signed-proposal';
import { TestError } from '../../support/test-error';

/** A call, its caller and its time. */
export interface Submission extends Pick<Call, 'args' | 'transient' | 'at'> {
  readonly as: Person;
  /** Organisations that endorse it; without them they are planned. */
  readonly endorsers?: readonly string[];
}

/** A valid transaction: its answer, its operations on the state, and the time from proposal to commit. */
export interface Committed {
  readonly txId: string;
  readonly answer: string;
  readonly operations: Operations;
  readonly written: readonly string[];
  readonly ms: number;
}

/**
 * The parts of a devnet that decide and store: the endorsers with their streams to the chaincode process, the endorsement plan of the
 * gateway, and the ledger on disk. The gRPC of clients and the batching of the orderer are left out, because they do not touch the state.
 */
export class ExchangeChannel {
  private readonly signers = new Map<string, Promise<Signer>>();

  private constructor(
    readonly channel: TestChannel,
    private readonly peers: readonly (GatewayPeer & { readonly chaincodes: CountedChaincodes })[],
  ) {}

  /** Opens a channel whose peers call the chaincode at `host:port`. */
  static async open(chaincodeAddress: string): Promise<ExchangeChannel> {
    const channel = await TestChannel.start();
    return new ExchangeChannel(
      channel,
      mspIds.map((mspId) => startPeer(channel, mspId, chaincodeAddress)),
    );
  }

  /** Endorses a call as its policies require, and commits it in a block of its own. @throws TestError NOT_COMMITTED */
  async submit({ as, endorsers = [], ...call }: Submission): Promise<Committed> {
    const { ledger } = this.channel;
    const creator = await this.findSigner(as);
    const own = this.peers.find(({ mspId }) => mspId === as.mspId);
    if (!own) throw new TestError('NO_SUCH_ORGANISATION', `The channel has no peer of ${as.mspId}.`);
    const { signed, txId } = signProposal({ ...call, channelId: ledger.channelId, chaincode, creator });
    const request = new gateway.EndorseRequest();
    request.setProposedTransaction(signed);
    request.setEndorsingOrganizationsList([...endorsers]);
    const startedMs = performance.now();
    const envelope = (await endorse(request, { ledger, own, peers: this.peers })).getPreparedTransaction() ?? new common.Envelope();
    const { operations, written } = own.chaincodes;
    envelope.setSignature(creator.sign(envelope.getPayload_asU8()));
    const { flags } = await this.channel.commit([{ envelope: envelope.serializeBinary(), txId }]);
    const ms = performance.now() - startedMs;
    if (flags[0] !== 0) throw new TestError('NOT_COMMITTED', `The transaction got the code ${String(flags[0])}.`);
    return { txId, answer: readAnswer(envelope), operations, written, ms };
  }

  async close(): Promise<void> {
    for (const { chaincodes } of this.peers) chaincodes.close();
    await this.channel.stop();
  }

  /** Returns the signer of a person, with a certificate for its id. An administrator has one already. */
  private findSigner({ participantId, mspId }: Person): Promise<Signer> {
    const known = this.signers.get(participantId) ?? this.issue(participantId, mspId);
    this.signers.set(participantId, known);
    return known;
  }

  private async issue(participantId: string, mspId: string): Promise<Signer> {
    const administrator = this.channel.organisations.get(mspId)?.administrator;
    if (participantId === `admin@${mspId}` && administrator) return administrator;
    const { certificate, key } = await issueParticipant(join(dirname(this.channel.folder), mspId), participantId);
    const privateKey = createPrivateKey(key);
    return { serialized: serializeIdentity(mspId, Buffer.from(certificate)), sign: (message) => signMessage(privateKey, message) };
  }
}

function startPeer({ ledger, organisations }: TestChannel, mspId: MspId, address: string) {
  const signer = organisations.get(mspId)?.node;
  if (!signer) throw new TestError('NO_SUCH_ORGANISATION', `The channel has no node of ${mspId}.`);
  const timeouts = { executeTimeoutMs: 30_000, startTimeoutMs: 10_000 };
  const chaincodes = new CountedChaincodes({ ledger, addresses: new Map([[chaincode, address]]), ...timeouts });
  const identity = ledger.config.deserialize(signer.serialized);
  // Accepts proposals at any time, so that no run depends on the date.
  const clock = { now: Date.now, maxClockSkewMs: Infinity };
  return { mspId, address, chaincodes, endorser: new Endorser({ ledger, mspId, signer, identity, chaincodes, ...clock }) };
}

/** Reads the chaincode's answer from the transaction, as the client's SDK does. */
function readAnswer(envelope: common.Envelope): string {
  const data = common.Payload.deserializeBinary(envelope.getPayload_asU8()).getData_asU8();
  const [action] = peer.Transaction.deserializeBinary(data).getActionsList();
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array()).getAction();
  const response = peer.ProposalResponsePayload.deserializeBinary(endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array());
  const result = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()).getResponse();
  return Buffer.from(result?.getPayload_asU8() ?? new Uint8Array()).toString();
}

/** Returns an error's message with those of the peers. */
export function explainError(error: unknown): string {
  if (error instanceof RpcError) return [error.message, ...error.errorDetails.map(({ message }) => message)].join('; ');
  return error instanceof Error ? error.message : String(error);
}
