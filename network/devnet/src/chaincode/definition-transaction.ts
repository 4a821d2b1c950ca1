import { randomBytes } from 'node:crypto';
import { common, peer } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { Signer } from '../endorser/endorser';
import { unpackProposal } from '../endorser/proposal';
import { prepareTransaction } from '../gateway/prepare-transaction';
import type { ChaincodeDefinition } from '../ledger/types';
import { computeTxId, encodeProposalResponsePayload } from '../proto/transaction';
import { encodeDefinitionArgs, encodeDefinitionRwset, lifecycleChaincode } from './lifecycle';

/** The administrator that commits a definition, and the peers that endorse it. */
export interface DefinitionSigners {
  readonly channelId: string;
  readonly administrator: Signer;
  readonly endorsers: readonly Signer[];
  readonly now: number;
}

/** Encodes PB(Envelope) of the transaction that commits a definition: proposed, endorsed and signed like any other. */
export function encodeDefinitionTransaction(definition: ChaincodeDefinition, signers: DefinitionSigners): Uint8Array {
  const { administrator, endorsers } = signers;
  const proposalBytes = encodeProposal(definition, signers);
  const signed = new peer.SignedProposal();
  signed.setProposalBytes(proposalBytes);
  signed.setSignature(administrator.sign(proposalBytes));
  const proposal = unpackProposal(signed);
  const payload = encodeProposalResponsePayload(proposal.proposalHash, {
    results: encodeDefinitionRwset(definition),
    response: { status: 200, message: '', payload: new Uint8Array() },
    chaincode: lifecycleChaincode,
  });
  const envelope = prepareTransaction(proposal, { payload, endorsements: endorsers.map((endorser) => endorseWith(endorser, payload)) });
  envelope.setSignature(administrator.sign(envelope.getPayload_asU8()));
  return envelope.serializeBinary();
}

function endorseWith(endorser: Signer, payload: Uint8Array): peer.Endorsement {
  const endorsement = new peer.Endorsement();
  endorsement.setEndorser(endorser.serialized);
  endorsement.setSignature(endorser.sign(Buffer.concat([payload, endorser.serialized])));
  return endorsement;
}

function encodeProposal(definition: ChaincodeDefinition, signers: DefinitionSigners): Uint8Array {
  const input = new peer.ChaincodeInput();
  input.setArgsList(encodeDefinitionArgs(definition));
  const spec = new peer.ChaincodeSpec();
  spec.setType(peer.ChaincodeSpec.Type.GOLANG);
  spec.setChaincodeId(makeLifecycleId());
  spec.setInput(input);
  const invocation = new peer.ChaincodeInvocationSpec();
  invocation.setChaincodeSpec(spec);
  const payload = new peer.ChaincodeProposalPayload();
  payload.setInput(invocation.serializeBinary());
  const proposal = new peer.Proposal();
  proposal.setHeader(encodeHeader(signers).serializeBinary());
  proposal.setPayload(payload.serializeBinary());
  return proposal.serializeBinary();
}

function encodeHeader({ channelId, administrator, now }: DefinitionSigners): common.Header {
  const nonce = randomBytes(24);
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(administrator.serialized);
  signatureHeader.setNonce(nonce);
  const timestamp = new Timestamp();
  timestamp.setSeconds(Math.floor(now / 1000));
  const extension = new peer.ChaincodeHeaderExtension();
  extension.setChaincodeId(makeLifecycleId());
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(common.HeaderType.ENDORSER_TRANSACTION);
  channelHeader.setTimestamp(timestamp);
  channelHeader.setChannelId(channelId);
  channelHeader.setTxId(computeTxId(nonce, administrator.serialized));
  channelHeader.setExtension$(extension.serializeBinary());
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  return header;
}

function makeLifecycleId(): peer.ChaincodeID {
  const id = new peer.ChaincodeID();
  id.setName(lifecycleChaincode.name);
  return id;
}
