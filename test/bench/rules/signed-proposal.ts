import { randomBytes } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { Signer } from '@databund/devnet/internal/endorser/endorser';
import { computeTxId } from '@databund/devnet/internal/proto/transaction';

/** A call of a chaincode, its caller and its time. */
export interface Call {
  readonly channelId: string;
  readonly chaincode: string;
  /** The function and its argument. */
  readonly args: readonly string[];
  readonly transient?: string | undefined;
  readonly creator: Signer;
  readonly at: Date;
}

/** Makes and signs a proposal as a client's SDK does, at a given time. */
export function signProposal(call: Call): { readonly signed: peer.SignedProposal; readonly txId: string } {
  const nonce = randomBytes(24);
  const txId = computeTxId(nonce, call.creator.serialized);
  const proposal = new peer.Proposal();
  proposal.setHeader(makeHeader(call, nonce, txId).serializeBinary());
  proposal.setPayload(makePayload(call).serializeBinary());
  const signed = new peer.SignedProposal();
  signed.setProposalBytes(proposal.serializeBinary());
  signed.setSignature(call.creator.sign(signed.getProposalBytes_asU8()));
  return { signed, txId };
}

function makeHeader({ channelId, chaincode, creator, at }: Call, nonce: Uint8Array, txId: string): common.Header {
  const timestamp = new Timestamp();
  timestamp.fromDate(at);
  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(makeChaincodeId(chaincode));
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
  channelHeader.setTimestamp(timestamp);
  channelHeader.setChannelId(channelId);
  channelHeader.setTxId(txId);
  channelHeader.setExtension$(extension.serializeBinary());
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(creator.serialized);
  signatureHeader.setNonce(nonce);
  const made = new common.Header();
  made.setChannelHeader(channelHeader.serializeBinary());
  made.setSignatureHeader(signatureHeader.serializeBinary());
  return made;
}

function makePayload({ chaincode, args, transient }: Call): peer.ChaincodeProposalPayload {
  const input = new peer.ChaincodeInput();
  input.setArgsList(args.map((arg) => Buffer.from(arg)));
  const spec = new peer.ChaincodeSpec();
  spec.setChaincodeId(makeChaincodeId(chaincode));
  spec.setInput(input);
  const invocation = new peer.ChaincodeInvocationSpec();
  invocation.setChaincodeSpec(spec);
  const made = new peer.ChaincodeProposalPayload();
  made.setInput(invocation.serializeBinary());
  if (transient !== undefined) made.getTransientmapMap().set('transient', Buffer.from(transient));
  return made;
}

function makeChaincodeId(chaincode: string): peer.ChaincodeID {
  const id = new peer.ChaincodeID();
  id.setName(chaincode);
  return id;
}
