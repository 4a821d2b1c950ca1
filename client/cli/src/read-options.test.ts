import { transactions } from '@databund/model';
import { getForm, choosePlaceholder, readOptions } from './read-options';

const value = '7592dc'.padEnd(64, '0');
const read = (transaction: 'FundTrade' | 'AcknowledgeDelivery' | 'SendDeliveryWindow', name: string, text: string) =>
  readOptions(getForm(transactions[transaction]).properties, { [name]: text })[name];

it.each([
  ['FundTrade', 'amountHash', value, 'sha-256'],
  ['FundTrade', 'amountHash', `{"alg":"sha-256","value":"${value}"}`, 'sha-256'],
  ['AcknowledgeDelivery', 'hash', value, 'sha-256'],
  ['AcknowledgeDelivery', 'hash', `sha-256-tree:${value}`, 'sha-256-tree'],
  ['SendDeliveryWindow', 'root', value, 'sha-256-tree'],
] as const)('reads a digest option of %s as the tables show it, or as JSON: %s %s', (transaction, name, text, alg) => {
  expect(read(transaction, name, text)).toEqual({ alg, value });
  expect(choosePlaceholder(getForm(transactions[transaction]).properties[name]!)).toBe('hash');
});

it.each([value.slice(1), value.toUpperCase(), `md5:${value}`])('rejects a digest option that is not one, and names it: %s', (text) => {
  expect(() => read('FundTrade', 'amountHash', text)).toThrow('--amount-hash');
});
