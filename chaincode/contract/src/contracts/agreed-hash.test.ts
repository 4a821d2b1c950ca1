import { readAgreedFounding } from './agreed-hash';

describe('readAgreedFounding', () => {
  it('reads the SHA-256 in hex of the document that the organisation agreed to', () => {
    const value = '0a'.repeat(32);
    expect(readAgreedFounding({ DATABUND_FOUNDING: value })).toEqual({ alg: 'sha-256', value });
  });

  it.each([undefined, ''])('refuses to start a chaincode whose founding hash is %j', (value) => {
    expect(() => readAgreedFounding({ DATABUND_FOUNDING: value })).toThrow('No founding document was agreed to');
  });

  it.each(['0A'.repeat(32), '0a'.repeat(31), 'sha-256'])('rejects the founding hash %s, which is not 64 lower-case hex digits', (value) => {
    expect(() => readAgreedFounding({ DATABUND_FOUNDING: value })).toThrow('expected the 64 lower-case hex digits');
  });
});
