import { Type } from '@sinclair/typebox';
import { Id } from '../../kernel/forms';
import { readPage } from '../../kernel/page';
import { get, history, list } from '../../kernel/queries';
import { declareTextRead } from '../../kernel/read-text';
import { listMandateKeys, mandateIndexes, mandateKeys } from './keys';
import { mandate, viewMandate } from './mandate';
import { MandateView } from './records';

export const GetMandate = get(mandate, { name: 'GetMandate', summary: 'Reads one mandate.' });

export const GetMandateHistory = history(mandate, {
  name: 'GetMandateHistory',
  summary: 'Reads every change of a mandate, first to last.',
});

export const GetMandateText = declareTextRead(mandate, {
  name: 'GetMandateText',
  summary: 'Reads the words of a reason in the history of a mandate.',
});

/** Lists mandates. They are public. */
export const ListMandates = list({
  name: 'ListMandates',
  noun: 'mandate',
  summary: 'Lists the mandates of one grantee or of all.',
  filters: { grantee: Type.Optional(Id('ptc')) },
  item: MandateView,
  read: (ledger, { grantee, ...page }) =>
    readPage(ledger, grantee === undefined ? listMandateKeys() : mandateIndexes.mandatesOf(grantee), page, (id) =>
      ledger.find(mandateKeys.mandate(id)),
    ),
  view: viewMandate,
});
