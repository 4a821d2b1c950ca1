import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { sha256 } from './block';

/** Where a value was written: block and index of the transaction in it. */
export type Version = `${number}.${number}`;

/** What a transaction read and wrote of one namespace. */
export interface NamespaceAccess {
  readonly namespace: string;
  readonly reads: readonly { readonly key: string; readonly version: Version | undefined }[];
  readonly writes: readonly { readonly key: string; readonly value: Uint8Array; readonly isDelete: boolean }[];
  /** Keys whose metadata are set, with their new endorsement policy (SignaturePolicyEnvelope). */
  readonly policies: readonly { readonly key: string; readonly policy: Uint8Array | undefined }[];
  /** Collections in which something was written. */
  readonly collections: readonly string[];
}

/** An endorsement: who, and the signature over payload and endorser. */
export interface Endorsement {
  readonly endorser: Uint8Array;
  readonly signature: Uint8Array;
}

/** An endorser transaction’s content. */
export interface Action {
  readonly chaincode: string;
  readonly payload: Uint8Array;
  readonly endorsements: readonly Endorsement[];
  readonly accesses: readonly NamespaceAccess[];
  /** The proposal hash that the endorsers signed is that of this proposal. */
  readonly bindsProposal: boolean;
}

/** An envelope of a block. */
export interface Transaction {
  readonly txId: string;
  readonly type: number;
  readonly channel: string;
  readonly timeMs: number;
  readonly creator: Uint8Array;
  readonly nonce: Uint8Array;
  readonly payload: Uint8Array;
  readonly signature: Uint8Array;
  readonly data: Uint8Array;
  /** Of endorser transactions. */
  readonly action: Action | undefined;
}

/** Reads a serialised Envelope. @throws Error where it is malformed */
export function decodeTransaction(bytes: Uint8Array): Transaction {
  const envelope = common.Envelope.deserializeBinary(bytes);
  const payload = envelope.getPayload_asU8();
  const decoded = common.Payload.deserializeBinary(payload);
  const header = decoded.getHeader();
  const channelHeaderBytes = header?.getChannelHeader_asU8() ?? new Uint8Array();
  const channelHeader = common.ChannelHeader.deserializeBinary(channelHeaderBytes);
  const signatureHeader = common.SignatureHeader.deserializeBinary(header?.getSignatureHeader_asU8() ?? new Uint8Array());
  const timestamp = channelHeader.getTimestamp();
  const data = decoded.getData_asU8();
  return {
    txId: channelHeader.getTxId(),
    type: channelHeader.getType(),
    channel: channelHeader.getChannelId(),
    timeMs: (timestamp?.getSeconds() ?? 0) * 1_000 + Math.floor((timestamp?.getNanos() ?? 0) / 1e6),
    creator: signatureHeader.getCreator_asU8(),
    nonce: signatureHeader.getNonce_asU8(),
    payload,
    signature: envelope.getSignature_asU8(),
    data,
    action: channelHeader.getType() === common.HeaderType.ENDORSER_TRANSACTION ? decodeAction(data, channelHeaderBytes) : undefined,
  };
}

function decodeAction(data: Uint8Array, channelHeader: Uint8Array): Action | undefined {
  const [action] = peer.Transaction.deserializeBinary(data).getActionsList();
  if (!action) return undefined;
  const body = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
  const endorsed = body.getAction();
  const payload = endorsed?.getProposalResponsePayload_asU8() ?? new Uint8Array();
  const response = peer.ProposalResponsePayload.deserializeBinary(payload);
  const chaincodeAction = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8());
  const proposalHash = sha256(channelHeader, action.getHeader_asU8(), body.getChaincodeProposalPayload_asU8());
  return {
    chaincode: chaincodeAction.getChaincodeId()?.getName() ?? '',
    payload,
    endorsements: (endorsed?.getEndorsementsList() ?? []).map((each) => ({
      endorser: each.getEndorser_asU8(),
      signature: each.getSignature_asU8(),
    })),
    accesses: ledger.rwset.TxReadWriteSet.deserializeBinary(chaincodeAction.getResults_asU8()).getNsRwsetList().map(decodeAccess),
    bindsProposal: proposalHash.equals(Buffer.from(response.getProposalHash_asU8())),
  };
}

function decodeAccess(set: ledger.rwset.NsReadWriteSet): NamespaceAccess {
  const { KVRWSet, HashedRWSet } = ledger.rwset.kvrwset;
  const kv = KVRWSet.deserializeBinary(set.getRwset_asU8());
  return {
    namespace: set.getNamespace(),
    reads: kv.getReadsList().map((read) => ({ key: read.getKey(), version: versionOf(read.getVersion()) })),
    writes: kv.getWritesList().map((write) => ({ key: write.getKey(), value: write.getValue_asU8(), isDelete: write.getIsDelete() })),
    policies: kv.getMetadataWritesList().map((write) => ({ key: write.getKey(), policy: policyIn(write) })),
    collections: set
      .getCollectionHashedRwsetList()
      .filter((collection) => HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8()).getHashedWritesList().length > 0)
      .map((collection) => collection.getCollectionName()),
  };
}

function policyIn(write: ledger.rwset.kvrwset.KVMetadataWrite): Uint8Array | undefined {
  return write
    .getEntriesList()
    .find((entry) => entry.getName() === 'VALIDATION_PARAMETER')
    ?.getValue_asU8();
}

function versionOf(version: ledger.rwset.kvrwset.Version | undefined): Version | undefined {
  return version && `${version.getBlockNum()}.${version.getTxNum()}`;
}
