import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sign } from 'jsonwebtoken';
import { getPort } from '../testing/get-port';
import { KeySet } from './key-set';
import { TokenIssuer } from './tokens';

const rules = { issuer: 'https://login.example/', audience: 'databund' };
const participantId = `ptc-${'7'.repeat(26)}`;
const subject = { participantId, mspId: 'BuyerMSP' };
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ed = generateKeyPairSync('ed25519');
const makeJwk = (key: KeyObject, more: object) => ({ ...key.export({ format: 'jwk' }), ...more });

let served: object[];
let fetched = 0;
let nowMs = 0;
let server: Server;
let published: KeySet;
const issuer = new TokenIssuer(mkdtempSync(join(tmpdir(), 'databund-keys-')), rules, Buffer.alloc(32, 7));

beforeAll(async () => {
  server = createServer((request, response) => {
    fetched += 1;
    if (request.url === '/moved') response.writeHead(302, { location: '/keys' });
    response.end(JSON.stringify({ keys: served }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => {
  fetched = 0;
  served = [
    makeJwk(ec.publicKey, { kid: 'ec', use: 'sig' }),
    makeJwk(rsa.publicKey, { kid: 'rsa', alg: 'RS256' }),
    makeJwk(rsa.publicKey, { kid: 'enc', use: 'enc' }),
    makeJwk(rsa.publicKey, { kid: 'pss', alg: 'PS256' }),
    makeJwk(weak.publicKey, { kid: 'weak' }),
    makeJwk(ed.publicKey, { kid: 'ed' }),
    { kty: 'oct', k: 'c2VjcmV0', kid: 'oct' },
    { kty: 'EC', kid: 'broken' },
  ];
  published = new KeySet(formatAddress('/keys'), () => nowMs);
});

const formatAddress = (path: string) => `http://127.0.0.1:${String(getPort(server))}${path}`;

function makeToken(keyid: string, key: KeyObject, algorithm: 'ES256' | 'RS256' | 'PS256'): string {
  return sign({ msp: 'BuyerMSP' }, key, { algorithm, keyid, subject: participantId, ...rules, expiresIn: 60, allowInsecureKeySizes: true });
}

describe('KeySet', () => {
  it('accepts tokens under ES256 and RS256 beside those of the gateway', async () => {
    expect(await issuer.verifyAmong(makeToken('ec', ec.privateKey, 'ES256'), published)).toEqual(subject);
    expect(await issuer.verifyAmong(makeToken('rsa', rsa.privateKey, 'RS256'), published)).toEqual(subject);
    expect(await issuer.verifyAmong(issuer.issue(subject, 60), published)).toEqual(subject);
    expect(fetched).toBe(1);
  });

  it.each([
    ['an unknown key', makeToken('other', ec.privateKey, 'ES256')],
    ['a key that is too weak', makeToken('weak', weak.privateKey, 'RS256')],
    ['a key that is not for signing', makeToken('enc', rsa.privateKey, 'RS256')],
    ['a key of another algorithm', makeToken('pss', rsa.privateKey, 'PS256')],
    ['an algorithm other than that of the key', makeToken('rsa', rsa.privateKey, 'PS256')],
    ['the signature of another key', makeToken('ec', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'ES256')],
  ])('rejects a token with %s', async (_, given) => {
    await expect(issuer.verifyAmong(given, published)).rejects.toThrow();
  });

  it('fetches the keys once in 30 seconds, however many tokens name unknown keys', async () => {
    const unknown = makeToken('other', ec.privateKey, 'ES256');
    await Promise.all(Array.from({ length: 20 }, () => issuer.verifyAmong(unknown, published).catch(() => undefined)));
    expect(fetched).toBe(1);
    served.push(makeJwk(ec.publicKey, { kid: 'other' }));
    nowMs += 30_001;
    expect(await issuer.verifyAmong(unknown, published)).toEqual(subject);
    expect(fetched).toBe(2);
  });

  it('rejects a token whose key was withdrawn', async () => {
    await issuer.verifyAmong(makeToken('ec', ec.privateKey, 'ES256'), published);
    served = [];
    nowMs += 600_001;
    await expect(issuer.verifyAmong(makeToken('ec', ec.privateKey, 'ES256'), published)).rejects.toThrow('unknown key');
  });

  it.each(['/moved', ':1/keys'])('answers NETWORK_UNAVAILABLE if the keys cannot be fetched from %s', async (path) => {
    const elsewhere = new KeySet(path.startsWith(':') ? `http://127.0.0.1${path}` : formatAddress(path));
    await expect(issuer.verifyAmong(makeToken('ec', ec.privateKey, 'ES256'), elsewhere)).rejects.toMatchObject({
      code: 'NETWORK_UNAVAILABLE',
    });
  });
});
