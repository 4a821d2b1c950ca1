import { common, peer } from '@hyperledger/fabric-protos';
import type { CommittedBlock } from '../ledger/types';
import { encodeBlockResponse, encodeFilteredResponse, encodePrivateResponse, encodeStatusResponse } from './deliver-response';

const empty = new Uint8Array();

function makeCommittedBlock(): CommittedBlock {
  const header = new common.BlockHeader();
  header.setNumber(7);
  const block = new common.Block();
  block.setHeader(header);
  const event = new peer.ChaincodeEvent();
  event.setEventName('E');
  event.setPayload(Buffer.from('not for filtered readers'));
  const transactions = [
    { txId: 'a', type: common.HeaderType.ENDORSER_TRANSACTION, code: 0, event: event.serializeBinary() },
    { txId: 'b', type: common.HeaderType.ENDORSER_TRANSACTION, code: 11 },
    { txId: 'c', type: common.HeaderType.CONFIG, code: 0 },
  ];
  return { number: 7, bytes: block.serializeBinary(), headerHash: empty, flags: Buffer.from([0, 11, 0]), commitHash: empty, transactions };
}

describe('a deliver response', () => {
  it('encodes a block as it is stored', () => {
    const response = peer.DeliverResponse.deserializeBinary(encodeBlockResponse(makeCommittedBlock()));
    expect(response.getBlock()?.serializeBinary()).toEqual(makeCommittedBlock().bytes);
  });

  it('encodes a filtered block with ids and codes of all transactions, and no event payload', () => {
    const response = peer.DeliverResponse.deserializeBinary(encodeFilteredResponse(makeCommittedBlock(), 'mychannel'));
    const filtered = response.getFilteredBlock() ?? new peer.FilteredBlock();
    const transactions = filtered.getFilteredTransactionsList();
    expect(filtered.getChannelId()).toBe('mychannel');
    expect(transactions.map((one) => [one.getTxid(), one.getTxValidationCode()])).toEqual([
      ['a', 0],
      ['b', 11],
      ['c', 0],
    ]);
    const [action] = transactions[0]?.getTransactionActions()?.getChaincodeActionsList() ?? [];
    expect(action?.getChaincodeEvent()?.getEventName()).toBe('E');
    expect(action?.getChaincodeEvent()?.getPayload_asU8()).toHaveLength(0);
  });

  it('encodes private data by the index of its transaction', () => {
    const sets = new Map([
      [0, empty],
      [300, Buffer.from([0x08, 0x01])],
    ]);
    const response = peer.DeliverResponse.deserializeBinary(encodePrivateResponse(makeCommittedBlock(), sets));
    const both = response.getBlockAndPrivateData() ?? new peer.BlockAndPrivateData();
    expect(both.getBlock()?.serializeBinary()).toEqual(makeCommittedBlock().bytes);
    expect(both.getPrivateDataMapMap().get(300)?.getDataModel()).toBe(1);
    expect(both.getPrivateDataMapMap().getLength()).toBe(2);
  });

  it('encodes a status', () => {
    expect(peer.DeliverResponse.deserializeBinary(encodeStatusResponse(common.Status.NOT_FOUND)).getStatus()).toBe(404);
  });
});
