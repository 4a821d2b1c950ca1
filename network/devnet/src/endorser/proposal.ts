import { common, peer } from '@hyperledger/fabric-protos';
import { DevnetError } from '../errors';
import { hashProposal } from '../proto/transaction';

/** An unpacked proposal. Bytes are kept as received, because hashes and signatures are over them. */
export interface UnpackedProposal {
  readonly signed: peer.SignedProposal;
  readonly proposalBytes: Uint8Array;
  readonly signature: Uint8Array;
  readonly channelHeaderBytes: Uint8Array;
  readonly signatureHeaderBytes: Uint8Array;
  readonly channelHeader: common.ChannelHeader;
  readonly channelId: string;
  readonly txId: string;
  readonly creator: Uint8Array;
  readonly nonce: Uint8Array;
  /** The chaincode of the header extension, which is executed. */
  readonly chaincodeName: string;
  /** The chaincode of the specification, by which the gateway routes. */
  readonly specName: string;
  readonly input: peer.ChaincodeInput;
  /** PB(ChaincodeProposalPayload) without transient data, as it enters the transaction. */
  readonly payloadBytes: Uint8Array;
  readonly hasTransient: boolean;
  readonly proposalHash: Uint8Array;
}

/** Unpacks a signed proposal. @throws PROPOSAL_INVALID with Fabric's reason */
export function unpackProposal(signed: peer.SignedProposal): UnpackedProposal {
  const proposalBytes = signed.getProposalBytes_asU8();
  const proposal = parse('Proposal', proposalBytes, (bytes) => peer.Proposal.deserializeBinary(bytes));
  const header = parse('Header', proposal.getHeader_asU8(), (bytes) => common.Header.deserializeBinary(bytes));
  const channelHeaderBytes = header.getChannelHeader_asU8();
  const signatureHeaderBytes = header.getSignatureHeader_asU8();
  const channelHeader = parse('ChannelHeader', channelHeaderBytes, (bytes) => common.ChannelHeader.deserializeBinary(bytes));
  const signatureHeader = parse('SignatureHeader', signatureHeaderBytes, (bytes) => common.SignatureHeader.deserializeBinary(bytes));
  const payload = parse('ChaincodeProposalPayload', proposal.getPayload_asU8(), (bytes) =>
    peer.ChaincodeProposalPayload.deserializeBinary(bytes),
  );
  const payloadBytes = removeTransient(payload);
  return {
    signed,
    proposalBytes,
    signature: signed.getSignature_asU8(),
    channelHeaderBytes,
    signatureHeaderBytes,
    channelHeader,
    channelId: channelHeader.getChannelId(),
    txId: channelHeader.getTxId(),
    creator: signatureHeader.getCreator_asU8(),
    nonce: signatureHeader.getNonce_asU8(),
    chaincodeName: readChaincodeName(channelHeader),
    ...readSpec(payload),
    payloadBytes,
    hasTransient: payload.getTransientmapMap().getLength() > 0,
    proposalHash: hashProposal(channelHeaderBytes, signatureHeaderBytes, payloadBytes),
  };
}

function parse<T>(name: string, bytes: Uint8Array, read: (bytes: Uint8Array) => T): T {
  try {
    return read(bytes);
  } catch {
    throw makeProposalError(`error unmarshalling ${name}: proto: cannot parse invalid wire-format data`);
  }
}

function makeProposalError(reason: string): DevnetError {
  return new DevnetError('PROPOSAL_INVALID', reason);
}

function readChaincodeName(channelHeader: common.ChannelHeader): string {
  const read = (bytes: Uint8Array) => peer.ChaincodeHeaderExtension.deserializeBinary(bytes);
  const id = parse('ChaincodeHeaderExtension', channelHeader.getExtension_asU8(), read).getChaincodeId();
  if (!id) throw makeProposalError('ChaincodeHeaderExtension.ChaincodeId is nil');
  if (id.getName() === '') throw makeProposalError('ChaincodeHeaderExtension.ChaincodeId.Name is empty');
  return id.getName();
}

function readSpec(payload: peer.ChaincodeProposalPayload): Pick<UnpackedProposal, 'specName' | 'input'> {
  const read = (bytes: Uint8Array) => peer.ChaincodeInvocationSpec.deserializeBinary(bytes);
  const spec = parse('ChaincodeInvocationSpec', payload.getInput_asU8(), read).getChaincodeSpec();
  if (!spec) throw makeProposalError('chaincode invocation spec did not contain chaincode spec');
  const input = spec.getInput();
  if (!input) throw makeProposalError('chaincode input did not contain any input');
  return { input, specName: spec.getChaincodeId()?.getName() ?? '' };
}

function removeTransient(payload: peer.ChaincodeProposalPayload): Uint8Array {
  const bare = new peer.ChaincodeProposalPayload();
  bare.setInput(payload.getInput_asU8());
  return bare.serializeBinary();
}
