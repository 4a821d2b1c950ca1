import { parseRange } from './byte-range';

describe('parseRange', () => {
  it.each([
    [undefined, { start: 0, end: 9, isPart: false }],
    ['bytes=0-3', { start: 0, end: 3, isPart: true }],
    ['bytes=4-', { start: 4, end: 9, isPart: true }],
    ['bytes=-3', { start: 7, end: 9, isPart: true }],
    ['bytes=-30', { start: 0, end: 9, isPart: true }],
    ['bytes=5-500', { start: 5, end: 9, isPart: true }],
    ['bytes=9-9', { start: 9, end: 9, isPart: true }],
    ['bytes=10-', undefined],
    ['bytes=5-4', { start: 0, end: 9, isPart: false }],
    ['bytes=20-9', { start: 0, end: 9, isPart: false }],
    ['bytes=-0', undefined],
    ['bytes=-', { start: 0, end: 9, isPart: false }],
    ['bytes=0-1,3-4', { start: 0, end: 9, isPart: false }],
    ['lines=0-1', { start: 0, end: 9, isPart: false }],
    ['bytes=99999999999999999999-', { start: 0, end: 9, isPart: false }],
  ])('reads %s of ten bytes as %j', (header, range) => {
    expect(parseRange(header, 10)).toEqual(range);
  });

  it('accepts the whole of a file without bytes, and no range of it', () => {
    expect(parseRange(undefined, 0)).toEqual({ start: 0, end: -1, isPart: false });
    expect(parseRange('bytes=0-0', 0)).toBeUndefined();
    expect(parseRange('bytes=-1', 0)).toBeUndefined();
  });
});
