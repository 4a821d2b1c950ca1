import { readGatewayPort } from './gateway-port';

describe('readGatewayPort', () => {
  it('reads DATABUND_PORT, and defaults to 3000', () => {
    expect(readGatewayPort({})).toBe(3_000);
    expect(readGatewayPort({ DATABUND_PORT: '0' })).toBe(0);
    expect(readGatewayPort({ DATABUND_PORT: '65535' })).toBe(65_535);
  });

  it.each(['', 'abc', '1.5', '-1', '65536', '1e3', ' 80'])('rejects DATABUND_PORT "%s" and names variable, value and range', (text) => {
    expect(() => readGatewayPort({ DATABUND_PORT: text })).toThrow(`DATABUND_PORT is "${text}": expected a whole number from 0 to 65535.`);
  });
});
