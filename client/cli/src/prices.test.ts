import { formatAmount, parseAmount, parsePrice } from './prices';

describe('formatAmount', () => {
  it.each([
    [{ amountMinor: 4_200, currency: 'CNY' }, '42.00 CNY'],
    [{ amountMinor: 5, currency: 'EUR' }, '0.05 EUR'],
    [{ amountMinor: 500, currency: 'JPY' }, '500 JPY'],
    [{ amountMinor: 1, currency: 'KWD' }, '0.001 KWD'],
  ])('writes %j as %s, and reads it back', (amount, text) => {
    expect(formatAmount(amount)).toBe(text);
    expect(parseAmount(text)).toEqual(amount);
  });
});

describe('parsePrice', () => {
  it.each([
    [['42', 'CNY'], { amountMinor: 4_200, currency: 'CNY' }],
    [['42.5CNY'], { amountMinor: 4_250, currency: 'CNY' }],
    [['40-60.10 CNY'], { from: { amountMinor: 4_000, currency: 'CNY' }, to: { amountMinor: 6_010, currency: 'CNY' } }],
  ])('reads %j as a price', (words, price) => {
    expect(parsePrice(words)).toEqual(price);
  });

  it.each([[['42']], [['42.001 CNY']], [['1.5 JPY']], [['-42 CNY']], [['42 CNY', 'readings.csv']], [['1.2.3 CNY']]])(
    'refuses %j, and says what it expects',
    (words) => {
      expect(() => parsePrice(words)).toThrow(/is no price: expected 42\.00 CNY/);
    },
  );
});
