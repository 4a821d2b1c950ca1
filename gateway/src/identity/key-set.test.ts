import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sign } from 'jsonwebtoken';
import { KeySet } from './key-set';
import { TokenIssuer } from './tokens';

const rules = { issuer: 'https://login.example/', audience: 'databund' };
const participantId = `ptc-${'7'.repeat(26)}`;
const subject = { participantId, mspId: 'BuyerMSP' };
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 });
const ed = generateKeyPairSync('ed25519');
const jwk = (key: KeyObject, more: object) => ({ ...key.export({ format: 'jwk' }), ...more });

let served: object[];
let asked = 0;
let nowMs = 0;
let server: Server;
let published: KeySet;
const issuer = new TokenIssuer(mkdtempSync(join(tmpdir(), 'databund-keys-')), rules);

beforeAll(async () => {
  server = createServer((request, response) => {
    asked += 1;
    if (request.url === '/moved') response.writeHead(302, { location: '/keys' });
    response.end(JSON.stringify({ keys: served }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterAll(() => server.close());
beforeEach(() => {
  asked = 0;
  served = [
    jwk(ec.publicKey, { kid: 'ec', use: 'sig' }),
    jwk(rsa.publicKey, { kid: 'rsa', alg: 'RS256' }),
    jwk(rsa.publicKey, { kid: 'enc', use: 'enc' }),
    jwk(rsa.publicKey, { kid: 'pss', alg: 'PS256' }),
    jwk(weak.publicKey, { kid: 'weak' }),
    jwk(ed.publicKey, { kid: 'ed' }),
    { kty: 'oct', k: 'c2VjcmV0', kid: 'oct' },
    { kty: 'EC', kid: 'broken' },
  ];
  published = new KeySet(addressOf('/keys'), () => nowMs);
});

const addressOf = (path: string) => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}${path}`;

function token(keyid: string, key: KeyObject, algorithm: 'ES256' | 'RS256' | 'PS256'): string {
  return sign({ msp: 'BuyerMSP' }, key, { algorithm, keyid, subject: participantId, ...rules, expiresIn: 60, allowInsecureKeySizes: true });
}

describe('the keys of an identity provider', () => {
  it('let in its participants, under ES256 and RS256, and those of the gateway’s own tokens', async () => {
    expect(await issuer.verifyAmong(token('ec', ec.privateKey, 'ES256'), published)).toEqual(subject);
    expect(await issuer.verifyAmong(token('rsa', rsa.privateKey, 'RS256'), published)).toEqual(subject);
    expect(await issuer.verifyAmong(issuer.issue(subject, 60), published)).toEqual(subject);
    expect(asked).toBe(1);
  });

  it.each([
    ['an unknown key', token('other', ec.privateKey, 'ES256')],
    ['a key that is too weak', token('weak', weak.privateKey, 'RS256')],
    ['a key that is not for signing', token('enc', rsa.privateKey, 'RS256')],
    ['a key of another algorithm', token('pss', rsa.privateKey, 'PS256')],
    ['an algorithm that is not the key’s', token('rsa', rsa.privateKey, 'PS256')],
    ['another’s signature', token('ec', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'ES256')],
  ])('do not let in %s', async (_, given) => {
    await expect(issuer.verifyAmong(given, published)).rejects.toThrow();
  });

  it('are asked for once a while, however many tokens name keys that are not there', async () => {
    const strange = token('other', ec.privateKey, 'ES256');
    await Promise.all(Array.from({ length: 20 }, () => issuer.verifyAmong(strange, published).catch(() => undefined)));
    expect(asked).toBe(1);
    served.push(jwk(ec.publicKey, { kid: 'other' }));
    nowMs += 30_001;
    expect(await issuer.verifyAmong(strange, published)).toEqual(subject);
    expect(asked).toBe(2);
  });

  it('stop counting when they are taken back', async () => {
    await issuer.verifyAmong(token('ec', ec.privateKey, 'ES256'), published);
    served = [];
    nowMs += 600_001;
    await expect(issuer.verifyAmong(token('ec', ec.privateKey, 'ES256'), published)).rejects.toThrow('unknown key');
  });

  it.each(['/moved', ':1/keys'])('that cannot be had are a failure of the network, not of the token: %s', async (path) => {
    const elsewhere = new KeySet(path.startsWith(':') ? `http://127.0.0.1${path}` : addressOf(path));
    await expect(issuer.verifyAmong(token('ec', ec.privateKey, 'ES256'), elsewhere)).rejects.toMatchObject({ code: 'NETWORK_UNAVAILABLE' });
  });
});
