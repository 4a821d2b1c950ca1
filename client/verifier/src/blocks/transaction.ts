import { common, peer } from '../protos';
import { VerifierError } from '../verifier-error';
import { computeSha256 } from './bytes';
import { decodeAccesses, type StateAccess } from './state-access';

/** An endorser's identity, and its signature over payload and identity. */
export interface Endorsement {
  readonly endorser: Uint8Array;
  readonly signature: Uint8Array;
}

/** The content of an endorser transaction. */
export interface Action {
  readonly chaincode: string;
  readonly payload: Uint8Array;
  readonly endorsements: readonly Endorsement[];
  readonly accesses: readonly StateAccess[];
  /** Payload of the chaincode's event; empty without an event. */
  readonly event: Uint8Array;
  /** True if the proposal hash that the endorsers signed is the hash of this proposal. */
  readonly isBoundToProposal: boolean;
}

/** An envelope of a block. */
export interface Transaction {
  readonly txId: string;
  /** A common.HeaderType. */
  readonly type: number;
  readonly channel: string;
  /** The chaincode that the proposal names. */
  readonly proposedChaincode: string;
  /** The timestamp, milliseconds since 1970. */
  readonly timeMs: number;
  readonly creator: Uint8Array;
  readonly nonce: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly data: Uint8Array;
  /** Only of endorser transactions. */
  readonly action: Action | undefined;
}

/** Reads a serialised Envelope. @throws TRANSACTION_MALFORMED, or what the protocol buffers throw */
export function decodeTransaction(bytes: Uint8Array): Transaction {
  const envelope = common.Envelope.deserializeBinary(bytes);
  const payload = envelope.getPayload_asU8();
  const decoded = common.Payload.deserializeBinary(payload);
  const header = decoded.getHeader();
  const channelHeaderBytes = header?.getChannelHeader_asU8() ?? new Uint8Array();
  const channelHeader = common.ChannelHeader.deserializeBinary(channelHeaderBytes);
  const signatureHeader = common.SignatureHeader.deserializeBinary(header?.getSignatureHeader_asU8() ?? new Uint8Array());
  const data = decoded.getData_asU8();
  const isEndorsed = channelHeader.getType() === common.HeaderType.ENDORSER_TRANSACTION;
  return {
    txId: channelHeader.getTxId(),
    type: channelHeader.getType(),
    channel: channelHeader.getChannelId(),
    proposedChaincode: isEndorsed ? readChaincode(channelHeader.getExtension_asU8()) : '',
    timeMs: readTime(channelHeader),
    creator: signatureHeader.getCreator_asU8(),
    nonce: signatureHeader.getNonce_asU8(),
    payload,
    signature: envelope.getSignature_asU8(),
    data,
    action: isEndorsed ? decodeAction(data, channelHeaderBytes) : undefined,
  };
}

/** Returns whether a transaction carries a configuration of the channel. */
export function isConfig({ type }: Transaction): boolean {
  return type === common.HeaderType.CONFIG;
}

function readTime(header: common.ChannelHeader): number {
  const timestamp = header.getTimestamp();
  return (timestamp?.getSeconds() ?? 0) * 1_000 + Math.floor((timestamp?.getNanos() ?? 0) / 1e6);
}

function readChaincode(extension: Uint8Array): string {
  return peer.ChaincodeHeaderExtension.deserializeBinary(extension).getChaincodeId()?.getName() ?? '';
}

function decodeAction(data: Uint8Array, channelHeader: Uint8Array): Action {
  const [action, ...others] = peer.Transaction.deserializeBinary(data).getActionsList();
  if (!action || others.length > 0) {
    const count = action ? others.length + 1 : 0;
    throw new VerifierError('TRANSACTION_MALFORMED', `Transaction has ${String(count)} actions, 1 expected.`);
  }
  const body = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
  const endorsed = body.getAction();
  const payload = endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array();
  const response = peer.ProposalResponsePayload.deserializeBinary(payload);
  const chaincodeAction = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
  const proposalHash = computeSha256(channelHeader, action.getHeader_asU8(), body.getChaincodeProposalPayload_asU8());
  return {
    chaincode: chaincodeAction.getChaincodeId()?.getName() ?? '',
    payload,
    endorsements: (endorsed?.getEndorsementsList() ?? []).map((each) => ({
      endorser: each.getEndorser_asU8(),
      signature: each.getSignature_asU8(),
    })),
    accesses: decodeAccesses(chaincodeAction.getResults_asU8()),
    event: readEvent(chaincodeAction.getEvents_asU8()),
    isBoundToProposal: proposalHash.equals(response.getProposalHash_asU8()),
  };
}

function readEvent(bytes: Uint8Array): Uint8Array {
  return peer.ChaincodeEvent.deserializeBinary(bytes).getPayload_asU8();
}
