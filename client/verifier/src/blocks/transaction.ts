import { common, peer } from '../wire/forms';
import { Message } from '../wire/message';
import { VerifierError } from '../verifier-error';
import { computeSha256, isSameBytes } from './bytes';
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
  readonly hasEvent: boolean;
  /** The chaincode and the transaction that the event names; empty without an event. */
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
  /** What the envelope contains in addition to the fields above. */
  readonly notes: readonly string[];
}

/** Types of envelopes (common.HeaderType). */
export const headerTypes = { config: 1, configUpdate: 2, endorserTransaction: 3 };
const decoded = new WeakMap<Uint8Array, Transaction>();

/** Reads a serialised Envelope, the same bytes object only once. @throws TRANSACTION_MALFORMED, MESSAGE_MALFORMED */
export function decodeTransaction(bytes: Uint8Array): Transaction {
  const known = decoded.get(bytes) ?? readTransaction(bytes);
  decoded.set(bytes, known);
  return known;
}

/** Returns whether a transaction carries a configuration of the channel. */
export function isConfig({ type }: Transaction): boolean {
  return type === headerTypes.config;
}

function readTransaction(bytes: Uint8Array): Transaction {
  const notes: string[] = [];
  const envelope = new Message(bytes, common.Envelope, notes);
  const payload = envelope.getBytes('payload');
  const content = new Message(payload, common.Payload, notes);
  const header = new Message(content.getBytes('header'), common.Header, notes);
  const channelHeaderBytes = header.getBytes('channelHeader');
  const channelHeader = new Message(channelHeaderBytes, common.ChannelHeader, notes);
  const signatureHeader = new Message(header.getBytes('signatureHeader'), common.SignatureHeader, notes);
  const type = channelHeader.getInteger('type');
  const data = content.getBytes('data');
  const isEndorsed = type === headerTypes.endorserTransaction;
  return {
    txId: channelHeader.getText('txId'),
    type,
    channel: channelHeader.getText('channelId'),
    proposedChaincode: isEndorsed ? readProposedChaincode(channelHeader.getBytes('extension'), notes) : '',
    timeMs: readTime(channelHeader.getBytes('timestamp'), notes),
    creator: signatureHeader.getBytes('creator'),
    nonce: signatureHeader.getBytes('nonce'),
    payload,
    signature: envelope.getBytes('signature'),
    data,
    action: isEndorsed ? decodeAction(data, channelHeaderBytes, notes) : undefined,
    notes,
  };
}

function readTime(bytes: Uint8Array, notes: string[]): number {
  const timestamp = new Message(bytes, common.Timestamp, notes);
  return timestamp.getInteger('seconds') * 1_000 + Math.floor(timestamp.getInteger('nanos') / 1e6);
}

function readProposedChaincode(extension: Uint8Array, notes: string[]): string {
  const id = new Message(extension, peer.ChaincodeHeaderExtension, notes).getBytes('chaincodeId');
  return new Message(id, peer.ChaincodeID, notes).getText('name');
}

function decodeAction(data: Uint8Array, channelHeader: Uint8Array, notes: string[]): Action {
  const [first, ...others] = new Message(data, peer.Transaction, notes).getList('actions');
  if (!first || others.length > 0) {
    const count = first ? others.length + 1 : 0;
    throw new VerifierError('TRANSACTION_MALFORMED', `Transaction has ${String(count)} actions, 1 expected.`);
  }
  const action = new Message(first, peer.TransactionAction, notes);
  const body = new Message(action.getBytes('payload'), peer.ChaincodeActionPayload, notes);
  const endorsed = new Message(body.getBytes('action'), peer.ChaincodeEndorsedAction, notes);
  const payload = endorsed.getBytes('responsePayload');
  const response = new Message(payload, peer.ProposalResponsePayload, notes);
  const proposal = body.getBytes('proposalPayload');
  const proposalHash = computeSha256(channelHeader, action.getBytes('header'), proposal);
  return {
    ...readChaincodeAction(response.getBytes('extension'), notes),
    payload,
    endorsements: endorsed.getList('endorsements').map((each) => {
      const endorsement = new Message(each, peer.Endorsement, notes);
      return { endorser: endorsement.getBytes('endorser'), signature: endorsement.getBytes('signature') };
    }),
    args: readArguments(proposal, notes),
    isBoundToProposal: isSameBytes(proposalHash, response.getBytes('proposalHash')),
  };
}

type ChaincodeAction = Omit<Action, 'payload' | 'endorsements' | 'args' | 'isBoundToProposal'>;

function readChaincodeAction(extension: Uint8Array, notes: string[]): ChaincodeAction {
  const action = new Message(extension, peer.ChaincodeAction, notes);
  const id = new Message(action.getBytes('chaincodeId'), peer.ChaincodeID, notes);
  const event = new Message(action.getBytes('events'), peer.ChaincodeEvent, notes);
  const response = new Message(action.getBytes('response'), peer.Response, notes);
  return {
    chaincode: id.getText('name'),
    version: id.getText('version'),
    accesses: decodeAccesses(action.getBytes('results'), notes),
    event: event.getBytes('payload'),
    eventName: event.getText('eventName'),
    hasEvent: action.getBytes('events').length > 0,
    eventOrigin: { chaincode: event.getText('chaincodeId'), txId: event.getText('txId') },
    response: response.getBytes('payload'),
    responseStatus: response.getInteger('status'),
    responseMessage: response.getText('message'),
  };
}

/** Reads the arguments of a call; none if the proposal has another form, because Fabric does not read it again at commit. */
function readArguments(proposal: Uint8Array, notes: string[]): readonly Uint8Array[] {
  try {
    const input = new Message(proposal, peer.ChaincodeProposalPayload, notes).getBytes('input');
    const spec = new Message(input, peer.ChaincodeInvocationSpec, notes).getBytes('chaincodeSpec');
    const call = new Message(spec, peer.ChaincodeSpec, notes).getBytes('input');
    return new Message(call, peer.ChaincodeInput, notes).getList('args');
  } catch {
    notes.push('ChaincodeProposalPayload cannot be read');
    return [];
  }
}
