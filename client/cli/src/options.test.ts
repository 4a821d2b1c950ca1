import { transactions } from '@databund/model';
import { formOf, placeholderOf, readOptions } from './options';

const value = '7592dc'.padEnd(64, '0');
const read = (transaction: 'FundTrade' | 'AcknowledgeDelivery' | 'SendDeliveryWindow', name: string, text: string) =>
  readOptions(formOf(transactions[transaction]).properties, { [name]: text })[name];

describe('a digest', () => {
  it.each([
    ['FundTrade', 'amountHash', value, 'sha-256'],
    ['FundTrade', 'amountHash', `{"alg":"sha-256","value":"${value}"}`, 'sha-256'],
    ['AcknowledgeDelivery', 'hash', value, 'sha-256'],
    ['AcknowledgeDelivery', 'hash', `sha-256-tree:${value}`, 'sha-256-tree'],
    ['SendDeliveryWindow', 'root', value, 'sha-256-tree'],
  ] as const)('of %s is read as the tables show it, or as JSON', (transaction, name, text, alg) => {
    expect(read(transaction, name, text)).toEqual({ alg, value });
    expect(placeholderOf(formOf(transactions[transaction]).properties[name]!)).toBe('hash');
  });

  it.each([value.slice(1), value.toUpperCase(), `md5:${value}`])('is not %s', (text) => {
    expect(() => read('FundTrade', 'amountHash', text)).toThrow('--amount-hash');
  });
});
