import { hashBytes } from './hash';
import { keys } from './keys';
import { parseRecord } from './record';
import { recordOf } from './write';

const record = recordOf({ key: keys.exchange(), action: 'found', value: { state: 'FOUNDED' } }, undefined, {
  caller: { participantId: 'ptc-1', mspId: 'ExchangeMSP', certHash: hashBytes('c'), roles: [] },
  txId: 't',
  at: '2026-01-01T00:00:00.000Z',
});
const parse = (text: string | object) => parseRecord(Buffer.from(typeof text === 'string' ? text : JSON.stringify(text)));

describe('a record in the world state', () => {
  it('is read with its change', () => {
    expect(parse(record)).toEqual(record);
  });

  it.each<[string, string | object]>([
    ['no bytes', ''],
    ['no JSON', '{"state"'],
    ['no object', '5'],
    ['null', 'null'],
    ['no change', { state: 'FOUNDED', schema: 2 }],
    ['a change without its form', { ...record, change: { ...record.change, at: 'yesterday' } }],
    ['no state', { ...record, state: undefined }],
    ['no schema', { ...record, schema: '2' }],
  ])('is as absent where it cannot be read: %s', (_what, written) => {
    expect(parse(written)).toBeUndefined();
  });
});
