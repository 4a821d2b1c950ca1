import { gatewayPortOf } from './gateway-port';

describe('the gateway’s port', () => {
  it('is 3000 where nothing is said, and any that is free where it is 0', () => {
    expect(gatewayPortOf({})).toBe(3_000);
    expect(gatewayPortOf({ DATABUND_PORT: '0' })).toBe(0);
    expect(gatewayPortOf({ DATABUND_PORT: '65535' })).toBe(65_535);
  });

  it.each(['', 'abc', '1.5', '-1', '65536', '1e3'])('is refused before anything starts: “%s”', (text) => {
    expect(() => gatewayPortOf({ DATABUND_PORT: text })).toThrow(`DATABUND_PORT is “${text}”`);
  });
});
