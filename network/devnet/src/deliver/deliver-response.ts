import { common, peer } from '@hyperledger/fabric-protos';
import type { CommittedBlock, CommittedTransaction } from '../ledger/types';
import { encodeField, encodeVarint } from '../proto/wire';

/** Field numbers of DeliverResponse. */
const fields = { block: 2, filteredBlock: 3, blockAndPrivateData: 4 } as const;

/** PB(DeliverResponse) of a whole block, from the block's own bytes: nothing is decoded to be encoded again. */
export function encodeBlockResponse(block: CommittedBlock): Buffer {
  return encodeField(fields.block, block.bytes);
}

/** PB(DeliverResponse) of ids, codes and events without payload, of valid and invalid transactions alike. */
export function encodeFilteredResponse(block: CommittedBlock, channelId: string): Buffer {
  const filtered = new peer.FilteredBlock();
  filtered.setChannelId(channelId);
  filtered.setNumber(block.number);
  filtered.setFilteredTransactionsList(block.transactions.map(filterTransaction));
  return encodeField(fields.filteredBlock, filtered.serializeBinary());
}

/** PB(DeliverResponse) of a block with PB(TxPvtReadWriteSet) by index of transaction. */
export function encodePrivateResponse(block: CommittedBlock, privateData: ReadonlyMap<number, Uint8Array>): Buffer {
  const entries = [...privateData].map(([index, bytes]) => {
    const key = Buffer.concat([Buffer.from([0x08]), encodeVarint(index)]);
    return encodeField(2, Buffer.concat([key, encodeField(2, bytes)]));
  });
  return encodeField(fields.blockAndPrivateData, Buffer.concat([encodeField(1, block.bytes), ...entries]));
}

/** PB(DeliverResponse) of a status. */
export function encodeStatusResponse(status: common.StatusMap[keyof common.StatusMap]): Buffer {
  const response = new peer.DeliverResponse();
  response.setStatus(status);
  return Buffer.from(response.serializeBinary());
}

function filterTransaction({ txId, type, code, event }: CommittedTransaction): peer.FilteredTransaction {
  const filtered = new peer.FilteredTransaction();
  filtered.setTxid(txId);
  // The generated enumerations know the numbers; the ledger keeps them as it read them.
  filtered.setType(type as common.HeaderTypeMap[keyof common.HeaderTypeMap]);
  filtered.setTxValidationCode(code as peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]);
  if (type !== common.HeaderType.ENDORSER_TRANSACTION) return filtered;
  const actions = new peer.FilteredTransactionActions();
  if (event) actions.setChaincodeActionsList([filterAction(event)]);
  filtered.setTransactionActions(actions);
  return filtered;
}

function filterAction(bytes: Uint8Array): peer.FilteredChaincodeAction {
  const event = peer.ChaincodeEvent.deserializeBinary(bytes);
  event.setPayload('');
  const action = new peer.FilteredChaincodeAction();
  action.setChaincodeEvent(event);
  return action;
}
