import { createHash } from 'node:crypto';
import { newId } from './databund';
import { makePriceSlip, readSlip } from './price-slip';

const trade = newId('trd');

describe('a price slip', () => {
  it('is canonical JSON with a salt of its own; its hash is of these bytes', () => {
    const { text, hash, slip } = makePriceSlip(trade, 4_200, 'CNY');
    expect(text).toBe(`{"amountMinor":4200,"currency":"CNY","salt":"${slip.salt}","tradeId":"${trade}"}`);
    expect(hash).toEqual({ alg: 'sha-256', value: createHash('sha256').update(text).digest('hex') });
    expect(makePriceSlip(trade, 4_200, 'CNY').slip.salt).not.toBe(slip.salt);
  });

  it('is read the same however it was laid out', () => {
    const { text, slip } = makePriceSlip(trade, 0, 'EUR');
    expect(readSlip(` ${JSON.stringify(Object.fromEntries(Object.entries(slip).reverse()), undefined, 2)}\n`).text).toBe(text);
  });

  it.each([
    ['a fraction', 0.5, 'CNY'],
    ['less than nothing', -1, 'CNY'],
    ['more than can be counted', 2 ** 53, 'CNY'],
    ['no number', Number.NaN, 'CNY'],
    ['no currency', 1, 'yuan'],
  ])('is not made of %s', (_, amountMinor, currency) => {
    expect(() => makePriceSlip(trade, amountMinor, currency)).toThrow('INPUT_INVALID');
  });

  it('is not read from something else', () => {
    expect(() => readSlip('42 CNY')).toThrow('INPUT_INVALID');
    expect(() => readSlip('{"amountMinor":1}')).toThrow('INPUT_INVALID');
  });
});
