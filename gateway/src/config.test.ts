import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { readConfig } from './config';

describe('the configuration', () => {
  it('serves this machine alone where nothing is said', () => {
    expect(readConfig({})).toEqual({
      host: '127.0.0.1',
      port: 3000,
      data: resolve('.databund'),
      organisations: undefined,
      walletKey: { file: join(homedir(), '.config', 'databund', 'wallet.key') },
      tokens: { issuer: 'databund-gateway', audience: 'databund' },
      logLevel: 'info',
    });
  });

  it('is read from the variables', () => {
    const key = 'ab'.repeat(32);
    expect(
      readConfig({
        DATABUND_HOST: '::1',
        DATABUND_PORT: '0',
        DATABUND_DATA: '/srv/databund',
        DATABUND_WALLET_KEY: key,
        DATABUND_JWT_ISSUER: 'https://login.example/',
        DATABUND_JWT_AUDIENCE: 'exchange',
        DATABUND_JWKS_URL: 'https://login.example/keys',
        DATABUND_LOG_LEVEL: 'warn',
        DATABUND_ORGANISATIONS: 'BuyerMSP, ProviderMSP',
      }),
    ).toEqual({
      host: '::1',
      port: 0,
      data: '/srv/databund',
      organisations: ['BuyerMSP', 'ProviderMSP'],
      walletKey: { hex: key },
      tokens: { issuer: 'https://login.example/', audience: 'exchange' },
      jwksUrl: 'https://login.example/keys',
      logLevel: 'warn',
    });
  });

  it.each([
    ['DATABUND_PORT', '65536'],
    ['DATABUND_PORT', '-1'],
    ['DATABUND_PORT', ''],
    ['DATABUND_PORT', '3000x'],
    ['DATABUND_WALLET_KEY', 'short'],
    ['DATABUND_JWKS_URL', 'http://login.example/keys'],
    ['DATABUND_JWKS_URL', 'file:///etc/passwd'],
    ['DATABUND_JWKS_URL', ''],
    ['DATABUND_LOG_LEVEL', 'loud'],
    ['DATABUND_DATA', homedir()],
  ])('names the variable that is wrong: %s=%s', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(name);
  });
});
