import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { computeTxId, hashProposal } from '../proto/transaction';
import type { ChannelConfig, SignedData } from '../peer/types';
import { codes, headerTypes } from './parsed-transaction';
import type { ParsedAction, ParsedCollection, ParsedNamespace, ParsedTransaction } from './parsed-transaction';

const { kvrwset } = ledger.rwset;

/** Carries the validation code of an invalid transaction to `parseTransaction`. */
class InvalidTransaction extends Error {
  override readonly name = 'InvalidTransaction';

  constructor(readonly code: number) {
    super(`validation code ${code}`);
  }
}

/** A decoded header. Bytes are kept as received, because hashes are over them. */
interface ParsedHeader {
  readonly channelBytes: Uint8Array;
  readonly channel: common.ChannelHeader;
  readonly creator: Uint8Array;
  readonly nonce: Uint8Array;
}

/**
 * Parses an envelope and checks form, creator's signature and id, in the order of Fabric's
 * `core/common/validation/msgvalidation.go` and `plugindispatcher/dispatcher.go`. Without `config` it verifies nothing.
 */
export function parseTransaction(envelopeBytes: Uint8Array, config?: ChannelConfig): ParsedTransaction {
  const draft = { txId: '', type: -1, timestamp: { seconds: 0, nanos: 0 } };
  try {
    if (envelopeBytes.length === 0) throw new InvalidTransaction(codes.NIL_ENVELOPE);
    const envelope = tryParse(codes.INVALID_OTHER_REASON, () => common.Envelope.deserializeBinary(envelopeBytes));
    const payload = tryParse(codes.BAD_PAYLOAD, () => common.Payload.deserializeBinary(envelope.getPayload_asU8()));
    const header = parseHeader(payload.getHeader());
    Object.assign(draft, readHeader(header.channel));
    if (config) checkEnvelope(envelope, header, config);
    const action = header.channel.getType() === headerTypes.endorserTransaction ? parseAction(header, payload.getData_asU8()) : undefined;
    return { ...draft, code: codes.VALID, action };
  } catch (error) {
    if (error instanceof InvalidTransaction) return { ...draft, code: error.code, action: undefined };
    throw error;
  }
}

function parseHeader(header: common.Header | undefined): ParsedHeader {
  if (!header) throw new InvalidTransaction(codes.BAD_COMMON_HEADER);
  return tryParse(codes.BAD_COMMON_HEADER, () => {
    const channelBytes = header.getChannelHeader_asU8();
    const signature = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
    const channel = common.ChannelHeader.deserializeBinary(channelBytes);
    return { channelBytes, channel, creator: signature.getCreator_asU8(), nonce: signature.getNonce_asU8() };
  });
}

function readHeader(channel: common.ChannelHeader): Pick<ParsedTransaction, 'txId' | 'type' | 'timestamp'> {
  const timestamp = channel.getTimestamp();
  return {
    txId: channel.getTxId(),
    type: channel.getType(),
    timestamp: { seconds: timestamp?.getSeconds() ?? 0, nanos: timestamp?.getNanos() ?? 0 },
  };
}

function checkEnvelope(envelope: common.Envelope, header: ParsedHeader, config: ChannelConfig): void {
  const { channel, creator, nonce } = header;
  const isEndorser = channel.getType() === headerTypes.endorserTransaction;
  refuseUnless(isEndorser || channel.getType() === headerTypes.config, codes.BAD_COMMON_HEADER);
  refuseUnless(channel.getEpoch() === 0 && nonce.length > 0 && creator.length > 0, codes.BAD_COMMON_HEADER);
  refuseUnless(isSignedByCreator(envelope, creator, config), codes.BAD_CREATOR_SIGNATURE);
  refuseUnless(!isEndorser || computeTxId(nonce, creator) === channel.getTxId(), codes.BAD_PROPOSAL_TXID);
  refuseUnless(isEndorser, codes.INVALID_CONFIG_TRANSACTION);
  refuseUnless(channel.getChannelId() === config.channelId, codes.TARGET_CHAIN_NOT_FOUND);
}

function isSignedByCreator(envelope: common.Envelope, creator: Uint8Array, config: ChannelConfig): boolean {
  try {
    const identity = config.deserialize(creator);
    return identity.invalidReason === undefined && identity.verify(envelope.getPayload_asU8(), envelope.getSignature_asU8());
  } catch {
    return false;
  }
}

function parseAction(header: ParsedHeader, data: Uint8Array): ParsedAction {
  const { endorsed, response } = tryParse(codes.INVALID_ENDORSER_TRANSACTION, () => parseEndorsed(header, data));
  const extension = tryParse(codes.BAD_HEADER_EXTENSION, () =>
    peer.ChaincodeHeaderExtension.deserializeBinary(header.channel.getExtension_asU8()),
  );
  const action = tryParse(codes.BAD_RESPONSE_PAYLOAD, () => peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()));
  const namespaces = tryParse(codes.BAD_RWSET, () => parseRwset(action.getResults_asU8()));
  const chaincodeName = checkChaincode(extension.getChaincodeId(), action.getChaincodeId());
  const event = checkEvent(action.getEvents_asU8(), chaincodeName);
  refuseUnless(new Set(namespaces.map(({ name }) => name)).size === namespaces.length, codes.ILLEGAL_WRITESET);
  return { chaincodeName, event, namespaces, endorsements: readEndorsements(endorsed) };
}

/** Parses the action, whose proposal hash must match this header and payload. */
function parseEndorsed(header: ParsedHeader, data: Uint8Array) {
  const actions = peer.Transaction.deserializeBinary(data).getActionsList();
  const [action] = actions;
  if (!action || actions.length !== 1) throw new InvalidTransaction(codes.INVALID_ENDORSER_TRANSACTION);
  const signatureHeader = common.SignatureHeader.deserializeBinary(action.getHeader_asU8());
  const isNamed = signatureHeader.getCreator_asU8().length > 0 && signatureHeader.getNonce_asU8().length > 0;
  const payload = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
  const endorsed = payload.getAction();
  if (!isNamed || !endorsed) throw new InvalidTransaction(codes.INVALID_ENDORSER_TRANSACTION);
  const response = peer.ProposalResponsePayload.deserializeBinary(endorsed.getProposalResponsePayload_asU8());
  const hash = hashProposal(header.channelBytes, action.getHeader_asU8(), payload.getChaincodeProposalPayload_asU8());
  refuseUnless(hash.equals(response.getProposalHash_asU8()), codes.INVALID_ENDORSER_TRANSACTION);
  return { endorsed, response };
}

function checkChaincode(proposed: peer.ChaincodeID | undefined, executed: peer.ChaincodeID | undefined): string {
  if (!proposed || !executed) throw new InvalidTransaction(codes.INVALID_OTHER_REASON);
  const name = proposed.getName();
  refuseUnless(name !== '' && name === executed.getName() && executed.getVersion() !== '', codes.INVALID_CHAINCODE);
  return name;
}

function checkEvent(bytes: Uint8Array, chaincodeName: string): Uint8Array | undefined {
  if (bytes.length === 0) return undefined;
  const event = tryParse(codes.INVALID_OTHER_REASON, () => peer.ChaincodeEvent.deserializeBinary(bytes));
  refuseUnless(event.getChaincodeId() === chaincodeName, codes.INVALID_OTHER_REASON);
  return bytes;
}

function parseRwset(bytes: Uint8Array): ParsedNamespace[] {
  return ledger.rwset.TxReadWriteSet.deserializeBinary(bytes)
    .getNsRwsetList()
    .map((set) => ({
      name: set.getNamespace(),
      set: kvrwset.KVRWSet.deserializeBinary(set.getRwset_asU8()),
      collections: set.getCollectionHashedRwsetList().map(parseCollection),
    }));
}

function parseCollection(set: ledger.rwset.CollectionHashedReadWriteSet): ParsedCollection {
  return {
    name: set.getCollectionName(),
    set: kvrwset.HashedRWSet.deserializeBinary(set.getHashedRwset_asU8()),
    privateHash: set.getPvtRwsetHash_asU8(),
  };
}

function readEndorsements(endorsed: peer.ChaincodeEndorsedAction): SignedData[] {
  const response = endorsed.getProposalResponsePayload_asU8();
  return endorsed.getEndorsementsList().map((endorsement) => {
    const identity = endorsement.getEndorser_asU8();
    return { identity, data: Buffer.concat([response, identity]), signature: endorsement.getSignature_asU8() };
  });
}

function refuseUnless(condition: boolean, code: number): void {
  if (!condition) throw new InvalidTransaction(code);
}

/** Runs a parser and converts its failure to a validation code. */
function tryParse<T>(code: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof InvalidTransaction ? error : new InvalidTransaction(code);
  }
}
