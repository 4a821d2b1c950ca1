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
  /** The version of the chaincode that the endorsers ran. */
  readonly version: string;
  readonly payload: Uint8Array;
  readonly endorsements: readonly Endorsement[];
  readonly accesses: readonly StateAccess[];
  /** Arguments of the call, the name of the function first. */
  readonly args: readonly Uint8Array[];
  /** Payload of the chaincode's response. */
  readonly response: Uint8Array;
  readonly responseStatus: number;
  readonly responseMessage: string;
  /** Payload of the chaincode's event; empty without an event. */
  readonly event: Uint8Array;
  /** Name of the chaincode's event; empty without an event. */
  readonly eventName: string;
  /** The chaincode and the transaction that the event names. */
  readonly eventOrigin: { readonly chaincode: string; readonly txId: string };
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
  const proposal = body.getChaincodeProposalPayload_asU8();
  const proposalHash = computeSha256(channelHeader, action.getHeader_asU8(), proposal);
  const event = peer.ChaincodeEvent.deserializeBinary(chaincodeAction.getEvents_asU8());
  return {
    chaincode: chaincodeAction.getChaincodeId()?.getName() ?? '',
    version: chaincodeAction.getChaincodeId()?.getVersion() ?? '',
    args: readArguments(proposal),
    response: chaincodeAction.getResponse()?.getPayload_asU8() ?? new Uint8Array(),
    responseStatus: chaincodeAction.getResponse()?.getStatus() ?? 0,
    responseMessage: chaincodeAction.getResponse()?.getMessage() ?? '',
    payload,
    endorsements: (endorsed?.getEndorsementsList() ?? []).map((each) => ({
      endorser: each.getEndorser_asU8(),
      signature: each.getSignature_asU8(),
    })),
    accesses: decodeAccesses(chaincodeAction.getResults_asU8()),
    event: event.getPayload_asU8(),
    eventName: event.getEventName(),
    eventOrigin: { chaincode: event.getChaincodeId(), txId: event.getTxId() },
    isBoundToProposal: proposalHash.equals(response.getProposalHash_asU8()),
  };
}

/** Reads the arguments of a call; none if the proposal has another form, because Fabric does not read it again at commit. */
function readArguments(proposal: Uint8Array): readonly Uint8Array[] {
  try {
    const input = peer.ChaincodeProposalPayload.deserializeBinary(proposal).getInput_asU8();
    return peer.ChaincodeInvocationSpec.deserializeBinary(input).getChaincodeSpec()?.getInput()?.getArgsList_asU8() ?? [];
  } catch {
    return [];
  }
}
