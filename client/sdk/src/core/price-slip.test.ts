import { createHash } from 'node:crypto';
import { newId } from './exchange-client';
import { makePriceSlip, readSlip } from './price-slip';

const trade = newId('trd');

describe('a price slip', () => {
  it('creates a price slip as canonical JSON with its own salt, and hashes these bytes', () => {
    const { text, hash, slip } = makePriceSlip(trade, 4_200, 'CNY');
    expect(text).toBe(`{"amountMinor":4200,"currency":"CNY","salt":"${slip.salt}","tradeId":"${trade}"}`);
    expect(slip.salt).toMatch(/^[0-9a-f]{64}$/);
    expect(hash).toEqual({ alg: 'sha-256', value: createHash('sha256').update(text).digest('hex') });
    expect(makePriceSlip(trade, 4_200, 'CNY').slip.salt).not.toBe(slip.salt);
  });

  it('reads a price slip to the same text and hash from any layout of its file', () => {
    const { text, slip } = makePriceSlip(trade, 0, 'EUR');
    expect(readSlip(` ${JSON.stringify(Object.fromEntries(Object.entries(slip).reverse()), undefined, 2)}\n`).text).toBe(text);
  });

  it.each([
    ['a fraction', 0.5, 'CNY'],
    ['a negative amount', -1, 'CNY'],
    ['an amount over the safe integers', 2 ** 53, 'CNY'],
    ['NaN', Number.NaN, 'CNY'],
    ['a currency that is not a code', 1, 'yuan'],
  ])('rejects a price slip of %s with INPUT_INVALID', (_, amountMinor, currency) => {
    expect(() => makePriceSlip(trade, amountMinor, currency)).toThrow('INPUT_INVALID');
  });

  it('rejects text that is not a price slip with INPUT_INVALID', () => {
    expect(() => readSlip('42 CNY')).toThrow('INPUT_INVALID');
    expect(() => readSlip('{"amountMinor":1}')).toThrow('INPUT_INVALID');
  });
});
