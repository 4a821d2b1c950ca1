import { readDate } from './read-date';

const nowMs = Date.parse('2027-01-31T12:00:00.000Z');

describe('a date as people write it', () => {
  it.each([
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    ['2027-01-31 18:00', '2027-01-31T18:00:00.000Z'],
    ['2027-01-31 18:00:30', '2027-01-31T18:00:30.000Z'],
    ['2027-01-31 18:00 +08:00', '2027-01-31T10:00:00.000Z'],
    ['2027-01-31 18:00 UTC', '2027-01-31T18:00:00.000Z'],
    ['2027-01-31T18:00:00Z', '2027-01-31T18:00:00.000Z'],
    ['2027-01-31T18:00:00.123Z', '2027-01-31T18:00:00.123Z'],
    ['now', '2027-01-31T12:00:00.000Z'],
    ['today', '2027-01-31T00:00:00.000Z'],
    ['Tomorrow', '2027-02-01T00:00:00.000Z'],
    ['yesterday', '2027-01-30T00:00:00.000Z'],
    ['in 30 days', '2027-03-02T12:00:00.000Z'],
    ['in 1 month', '2027-02-28T12:00:00.000Z'],
    ['in 1 year', '2028-01-31T12:00:00.000Z'],
    [' 2  weeks ago ', '2027-01-17T12:00:00.000Z'],
    ['in 90 minutes', '2027-01-31T13:30:00.000Z'],
  ])('reads %j as the instant %s', (text, instant) => {
    expect(readDate(text, { nowMs })).toBe(instant);
  });

  it.each([
    ['2027-01-31', '2027-01-31T23:59:59.999Z'],
    ['tomorrow', '2027-02-01T23:59:59.999Z'],
    ['2027-01-31 18:00', '2027-01-31T18:00:00.000Z'],
  ])('reads %j as an end at %s', (text, instant) => {
    expect(readDate(text, { nowMs, isEnd: true })).toBe(instant);
  });

  it.each(['', '2027-02-30', '2027-02-30 10:00', '31.01.2027', '30 days', 'in 30 days ago', 'in 3 moons', '2027-01-31 25:00', '42'])(
    'reads no instant in %j',
    (text) => {
      expect(readDate(text, { nowMs })).toBeUndefined();
    },
  );
});
