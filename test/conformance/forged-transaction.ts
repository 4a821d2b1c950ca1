import { randomBytes } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { Signer } from '@databund/devnet/internal/endorser/endorser';
import { computeTxId, encodeProposalResponsePayload, hashProposal } from '@databund/devnet/internal/proto/transaction';
import { rulesVersion } from '@databund/model';
import { encodeForgedAccess, type ForgedAccess } from './forged-access';

/** The channel of forged ledgers. */
export const channelId = 'exchange';

/** The parts of a forged transaction; what is missing is as it should be. */
export interface Forgery extends ForgedAccess {
  readonly creator: Signer;
  readonly endorsers: readonly Signer[];
  readonly nonce?: Uint8Array;
  readonly channel?: string;
  readonly proposedTo?: string;
  readonly at?: Date;
  /** The chaincode that the endorsers say they ran. */
  readonly chaincode?: { readonly name: string; readonly version: string };
  /** Function and arguments of the call. */
  readonly args?: readonly Uint8Array[];
  readonly response?: { readonly status: number; readonly message: string; readonly payload: Uint8Array };
  readonly event?: { readonly name: string; readonly payload: Uint8Array; readonly txId?: string } | undefined;
}

/** Makes PB(Envelope) of a transaction, and its id. */
export function forgeTransaction(forgery: Forgery): { readonly envelope: Uint8Array; readonly txId: string } {
  const { creator, endorsers, nonce = randomBytes(24), chaincode = { name: 'databund', version: rulesVersion } } = forgery;
  const txId = computeTxId(nonce, creator.serialized);
  const channelHeader = encodeChannelHeader(txId, forgery);
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(creator.serialized);
  signatureHeader.setNonce(nonce);
  const proposed = encodeProposal(forgery);
  const payload = encodeProposalResponsePayload(hashProposal(channelHeader, signatureHeader.serializeBinary(), proposed), {
    results: encodeForgedAccess(txId, forgery),
    response: forgery.response ?? { status: 200, message: '', payload: Buffer.from(txId) },
    chaincode,
    ...(forgery.event && { event: encodeEvent(forgery.event, txId) }),
  });
  const endorsed = new peer.ChaincodeEndorsedAction();
  endorsed.setProposalResponsePayload(payload);
  endorsed.setEndorsementsList(endorsers.map((endorser) => endorse(endorser, payload)));
  const body = new peer.ChaincodeActionPayload();
  body.setChaincodeProposalPayload(proposed);
  body.setAction(endorsed);
  const action = new peer.TransactionAction();
  action.setHeader(signatureHeader.serializeBinary());
  action.setPayload(body.serializeBinary());
  const transaction = new peer.Transaction();
  transaction.setActionsList([action]);
  const header = new common.Header();
  header.setChannelHeader(channelHeader);
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const content = new common.Payload();
  content.setHeader(header);
  content.setData(transaction.serializeBinary());
  const envelope = new common.Envelope();
  envelope.setPayload(content.serializeBinary());
  envelope.setSignature(creator.sign(content.serializeBinary()));
  return { envelope: envelope.serializeBinary(), txId };
}

function encodeProposal({ args = [] }: Forgery): Uint8Array {
  const input = new peer.ChaincodeInput();
  input.setArgsList([...args]);
  const spec = new peer.ChaincodeSpec();
  spec.setInput(input);
  const invocation = new peer.ChaincodeInvocationSpec();
  invocation.setChaincodeSpec(spec);
  const proposal = new peer.ChaincodeProposalPayload();
  if (args.length > 0) proposal.setInput(invocation.serializeBinary());
  return proposal.serializeBinary();
}

function encodeEvent({ name, payload, txId }: NonNullable<Forgery['event']>, ownTxId: string): Uint8Array {
  const event = new peer.ChaincodeEvent();
  event.setChaincodeId('databund');
  event.setTxId(txId ?? ownTxId);
  event.setEventName(name);
  event.setPayload(payload);
  return event.serializeBinary();
}

function endorse(endorser: Signer, payload: Uint8Array): peer.Endorsement {
  const endorsement = new peer.Endorsement();
  endorsement.setEndorser(endorser.serialized);
  endorsement.setSignature(endorser.sign(Buffer.concat([payload, endorser.serialized])));
  return endorsement;
}

function encodeChannelHeader(txId: string, { channel = channelId, proposedTo = 'databund', at = new Date() }: Forgery): Uint8Array {
  const timestamp = new Timestamp();
  timestamp.fromDate(at);
  const name = new peer.ChaincodeID();
  name.setName(proposedTo);
  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(name);
  const header = new common.ChannelHeader();
  header.setType(common.HeaderType.ENDORSER_TRANSACTION);
  header.setTimestamp(timestamp);
  header.setChannelId(channel);
  header.setTxId(txId);
  header.setExtension$(extension.serializeBinary());
  return header.serializeBinary();
}
