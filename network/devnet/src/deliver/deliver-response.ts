import { common, peer } from '@hyperledger/fabric-protos';
import type { CommittedBlock, CommittedTransaction } from '../ledger/types';
import { toHeaderType, toValidationCode } from '../proto/enumerations';
import { encodeField, encodeVarint } from '../proto/wire';

/** Field numbers of DeliverResponse. */
const fields = { block: 2, filteredBlock: 3, blockAndPrivateData: 4 } as const;

/** Encodes PB(DeliverResponse) of a block from its stored bytes. */
export function encodeBlockResponse(block: CommittedBlock): Buffer {
  return encodeField(fields.block, block.bytes);
}

/** Encodes PB(DeliverResponse) with ids, codes and events without payload of all transactions, valid or not. */
export function encodeFilteredResponse(block: CommittedBlock, channelId: string): Buffer {
  const filtered = new peer.FilteredBlock();
  filtered.setChannelId(channelId);
  filtered.setNumber(block.number);
  filtered.setFilteredTransactionsList(block.transactions.map(filterTransaction));
  return encodeField(fields.filteredBlock, filtered.serializeBinary());
}

/** Encodes PB(DeliverResponse) of a block with PB(TxPvtReadWriteSet) by transaction index. */
export function encodePrivateResponse(block: CommittedBlock, privateData: ReadonlyMap<number, Uint8Array>): Buffer {
  const entries = [...privateData].map(([index, bytes]) => {
    const key = Buffer.concat([Buffer.from([0x08]), encodeVarint(index)]);
    return encodeField(2, Buffer.concat([key, encodeField(2, bytes)]));
  });
  return encodeField(fields.blockAndPrivateData, Buffer.concat([encodeField(1, block.bytes), ...entries]));
}

/** Encodes PB(DeliverResponse) of a status. */
export function encodeStatusResponse(status: common.StatusMap[keyof common.StatusMap]): Buffer {
  const response = new peer.DeliverResponse();
  response.setStatus(status);
  return Buffer.from(response.serializeBinary());
}

function filterTransaction({ txId, type, code, event }: CommittedTransaction): peer.FilteredTransaction {
  const filtered = new peer.FilteredTransaction();
  filtered.setTxid(txId);
  filtered.setType(toHeaderType(type));
  filtered.setTxValidationCode(toValidationCode(code));
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
