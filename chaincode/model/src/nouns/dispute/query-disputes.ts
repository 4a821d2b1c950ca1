import { Type } from '@sinclair/typebox';
import { Id } from '../../kernel/forms';
import { readByParty } from '../../kernel/list-by-party';
import { get, history, list } from '../../kernel/queries';
import { declareTextRead } from '../../kernel/read-text';
import { dispute, readDispute, viewDispute } from './dispute';
import { listDisputeKeys, disputeIndexes, disputeKeys } from './keys';
import { DisputeView } from './records';

export const GetDispute = get(dispute, { name: 'GetDispute', summary: 'Reads one dispute: its claim, its evidence, its rulings.' });

export const GetDisputeHistory = history(dispute, {
  name: 'GetDisputeHistory',
  summary: 'Reads every change of a dispute, first to last.',
});

export const GetDisputeText = declareTextRead(dispute, {
  name: 'GetDisputeText',
  summary: 'Reads a text of a dispute: its claim, a piece of evidence, a ruling or a reason.',
});

export const ListDisputes = list({
  name: 'ListDisputes',
  noun: 'dispute',
  summary: 'Lists the disputes that you may see, of one trade or of all. A party gets those of what it provides, then of what it buys.',
  filters: { trade: Type.Optional(Id('trd')) },
  item: DisputeView,
  read: (ledger, command, caller) => {
    const found = {
      by: {
        trade: disputeIndexes.disputesOfTrade,
        buyer: disputeIndexes.disputesOfBuyer,
        provider: disputeIndexes.disputesOfProvider,
      },
      all: listDisputeKeys(),
      record: disputeKeys.dispute,
      read: (id: string) => readDispute(ledger, id),
    };
    return readByParty(ledger, command, found, caller);
  },
  view: viewDispute,
});
