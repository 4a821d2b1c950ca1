import { common, peer } from '@hyperledger/fabric-protos';
import type { Committed } from './ledger';

const { TRANSACTIONS_FILTER } = common.BlockMetadataIndex;
const { VALID } = peer.TxValidationCode;
const none = new Uint8Array();

/** Reads a transaction from its block, with what the chaincode answered; `undefined` if the channel marked it invalid. */
export function readCommitted(bytes: Uint8Array, transactionId: string): Committed | undefined {
  const block = common.Block.deserializeBinary(bytes);
  const flags = block.getMetadata()?.getMetadataList_asU8()[TRANSACTIONS_FILTER] ?? none;
  const envelopes = block.getData()?.getDataList_asU8() ?? [];
  // Of transactions with the same id, only the first can be valid.
  const index = envelopes.findIndex((envelope, at) => flags[at] === VALID && readPayload(envelope).id === transactionId);
  const found = envelopes[index];
  if (!found) return undefined;
  return { object: readAnswer(readPayload(found).data), transactionId, blockNumber: block.getHeader()?.getNumber() ?? 0 };
}

function readPayload(bytes: Uint8Array): { readonly id: string; readonly data: Uint8Array } {
  const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(bytes).getPayload_asU8());
  const header = common.ChannelHeader.deserializeBinary(payload.getHeader()?.getChannelHeader_asU8() ?? none);
  return { id: header.getTxId(), data: payload.getData_asU8() };
}

function readAnswer(data: Uint8Array): unknown {
  const [action] = peer.Transaction.deserializeBinary(data).getActionsList();
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? none).getAction();
  const response = peer.ProposalResponsePayload.deserializeBinary(endorsed?.getProposalResponsePayload_asU8() ?? none);
  const answer = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()).getResponse();
  return JSON.parse(Buffer.from(answer?.getPayload_asU8() ?? none).toString('utf8'));
}
