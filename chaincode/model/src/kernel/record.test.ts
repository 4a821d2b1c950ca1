import { hashBytes } from './hash';
import { makeKey } from './key';
import { parseRecord } from './record';
import { recordOf } from './write-record';

const record = recordOf({ key: makeKey<object>('exchange'), action: 'found', value: { state: 'FOUNDED' } }, undefined, {
  caller: { participantId: 'ptc-1', mspId: 'ExchangeMSP', certHash: hashBytes('c'), roles: [] },
  txId: 't',
  at: '2026-01-01T00:00:00.000Z',
});
const parse = (text: string | object) => parseRecord(Buffer.from(typeof text === 'string' ? text : JSON.stringify(text)));

describe('parseRecord', () => {
  it('reads a record with its change', () => {
    expect(parse(record)).toEqual(record);
  });

  it.each<[string, string | object]>([
    ['an empty value', ''],
    ['text that is not JSON', '{"state"'],
    ['a number', '5'],
    ['null', 'null'],
    ['a record without a change', { state: 'FOUNDED', schema: 1 }],
    ['a change with an invalid time', { ...record, change: { ...record.change, at: 'yesterday' } }],
    ['a record without a state', { ...record, state: undefined }],
    ['a record whose schema is text', { ...record, schema: '1' }],
  ])('treats %s as absent', (_name, written) => {
    expect(parse(written)).toBeUndefined();
  });
});
