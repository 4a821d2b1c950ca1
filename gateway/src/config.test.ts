import { mkdtempSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readConfig } from './config';
import { hideSecrets, readSettings } from './config/read-settings';
import { readDuration } from './duration';

describe('readConfig', () => {
  it('serves only this machine by default', () => {
    expect(readConfig({})).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      data: resolve('.databund'),
      organisations: undefined,
      readModel: true,
      walletKey: { file: join(homedir(), '.config', 'databund', 'wallet.key') },
      tokens: { issuer: 'databund-gateway', audience: 'databund' },
      logLevel: 'info',
    });
  });

  it('reads every variable', () => {
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
        DATABUND_COSIGNERS: 'RegulatorMSP=https://regulator.example, ExchangeMSP=http://127.0.0.1:3001',
        DATABUND_ORGANISATIONS: 'BuyerMSP, ProviderMSP',
        DATABUND_TOKEN_LONGEST: '8h',
        DATABUND_READ_MODEL: 'off',
        DATABUND_WEBHOOKS_PRIVATE: 'on',
      }),
    ).toMatchObject({
      host: '::1',
      port: 0,
      data: '/srv/databund',
      organisations: ['BuyerMSP', 'ProviderMSP'],
      walletKey: { hex: key },
      tokens: { issuer: 'https://login.example/', audience: 'exchange', longestSeconds: 28_800 },
      jwksUrl: 'https://login.example/keys',
      logLevel: 'warn',
      cosigners: { RegulatorMSP: 'https://regulator.example', ExchangeMSP: 'http://127.0.0.1:3001' },
      readModel: false,
      webhooks: { isPrivateAllowed: true },
    });
  });

  it.each(['65536', '-1', '', '3000x', '1e3', '0x10', ' 80', '3000.5', '٣٠٠٠'])(
    'rejects DATABUND_PORT=%s and names the variable, the value and the range',
    (value) => {
      const message = `DATABUND_PORT is ${JSON.stringify(value)}; expected a whole number from 0 to 65535.`;
      expect(() => readConfig({ DATABUND_PORT: value })).toThrow(message);
    },
  );

  it.each([
    ['DATABUND_JWKS_URL', 'http://login.example/keys'],
    ['DATABUND_JWKS_URL', 'file:///etc/passwd'],
    ['DATABUND_JWKS_URL', ''],
    ['DATABUND_TOKEN_LONGEST', 'for ever'],
    ['DATABUND_METRICS', 'all'],
    ['DATABUND_IDENTITY_REQUESTS', '0'],
    ['DATABUND_COSIGNERS', 'https://regulator.example'],
    ['DATABUND_LOG_LEVEL', 'loud'],
    ['DATABUND_READ_MODEL', 'yes'],
    ['DATABUND_WEBHOOKS_PRIVATE', 'yes'],
    ['DATABUND_DATA', homedir()],
  ])('rejects %s=%s and names the variable and the value', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(`${name} is ${JSON.stringify(value)}; expected `);
  });

  it.each([
    ['DATABUND_TRUSTED_PROXIES', '10.0.0.0/33'],
    ['DATABUND_TRUSTED_PROXIES', 'true'],
    ['DATABUND_CORS_ORIGINS', '*'],
    ['DATABUND_CORS_ORIGINS', 'null'],
    ['DATABUND_CORS_ORIGINS', 'https://portal.example/'],
  ])('rejects %s=%s, which would let others in', (name, value) => {
    expect(() => readConfig({ [name]: value })).toThrow(`${name} is ${JSON.stringify(value)}; expected `);
  });

  it('rejects a certificate without its key', () => {
    expect(() => readConfig({ DATABUND_TLS_CERT: 'cert.pem' })).toThrow(
      'DATABUND_TLS_KEY is null; expected a file, because tlsCert is set.',
    );
  });

  it('rejects a wallet key that is not 32 bytes without showing it', () => {
    expect(() => readConfig({ DATABUND_WALLET_KEY: 'short-secret' })).toThrow('DATABUND_WALLET_KEY is "(hidden)"; expected 64 hexadecimal');
  });
});

describe('a file of settings', () => {
  const walletKey = 'cd'.repeat(32);
  const writeSettings = (settings: object, mode = 0o600) => {
    const path = join(mkdtempSync(join(tmpdir(), 'databund-settings-')), 'gateway.json');
    writeFileSync(path, JSON.stringify(settings), { mode });
    return path;
  };

  it('counts where no variable is set, and names paths from its own folder', () => {
    const path = writeSettings({ port: 8443, host: '::1', data: 'state', walletKey, organisations: ['BuyerMSP'], readModel: false });
    expect(readConfig({ DATABUND_SETTINGS: path, DATABUND_PORT: '9000' })).toMatchObject({
      host: '::1',
      port: 9000,
      data: resolve(path, '..', 'state'),
      walletKey: { hex: walletKey },
      organisations: ['BuyerMSP'],
      readModel: false,
    });
  });

  it.each([
    [{ port: '3000' }, 'port in FILE is "3000"; expected a whole number from 0 to 65535.'],
    [{ readModel: 'on' }, 'readModel in FILE is "on"; expected on or off.'],
    [{ prot: 1 }, 'FILE has the setting "prot"; expected one of host, port, '],
    [{ walletKey: 'short' }, 'walletKey in FILE is "(hidden)"; expected 64 hexadecimal digits.'],
    [[], 'DATABUND_SETTINGS is FILE, which is no JSON object of settings.'],
  ])('refuses %j by name', (settings, message) => {
    const path = writeSettings(settings);
    expect(() => readConfig({ DATABUND_SETTINGS: path })).toThrow(message.replace('FILE', path));
  });

  it('holds the wallet key only if others cannot read it', () => {
    const path = writeSettings({ walletKey }, 0o644);
    expect(() => readConfig({ DATABUND_SETTINGS: path })).toThrow(`Run: chmod 600 ${path}`);
  });

  it('takes the shown settings, which hide secrets', () => {
    const shown = hideSecrets(readSettings({ DATABUND_WALLET_KEY: walletKey, DATABUND_PORT: '1' }));
    expect(shown).toMatchObject({ port: 1, walletKey: '(hidden)', readModel: true });
    const { walletKey: _hidden, ...rest } = shown;
    expect(readSettings({ DATABUND_SETTINGS: writeSettings(rest) })).toMatchObject({ port: 1, readModel: true, logLevel: 'info' });
  });
});

describe('readDuration', () => {
  it.each([
    ['30s', 30],
    ['5m', 300],
    ['2h', 7_200],
    ['30d', 2_592_000],
  ])('reads %s as seconds', (text, seconds) => {
    expect(readDuration('--expires-in', text)).toBe(seconds);
  });

  it.each(['', '30', 'd', '0d', '-1d', '1.5h', '1e3s', '1000000s', '30w'])('rejects %s and names the option and the value', (text) => {
    expect(() => readDuration('--expires-in', text)).toThrow(/^--expires-in is ".*"; expected a (whole )?number/);
  });
});
