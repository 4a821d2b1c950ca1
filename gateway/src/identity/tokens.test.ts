import { createHmac, createPrivateKey, createPublicKey, generateKeyPairSync, sign as signBytes, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sign, type SignOptions } from 'jsonwebtoken';
import { TokenIssuer } from './tokens';

const folder = mkdtempSync(join(tmpdir(), 'databund-issuer-'));
const rules = { issuer: 'databund-gateway', audience: 'databund' };
const issuer = new TokenIssuer(folder, rules);
const privateKey = createPrivateKey(readFileSync(join(folder, 'key.pem')));
const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
const participantId = `ptc-${'7'.repeat(26)}`;
const subject = { participantId, mspId: 'BuyerMSP' };

interface Fault {
  readonly claims?: object;
  readonly options?: SignOptions;
  readonly without?: readonly (keyof SignOptions)[];
  readonly key?: KeyObject;
}

/** Creates a token with the key of the issuer and one fault. */
function signToken({ claims = {}, options = {}, without = [], key = privateKey }: Fault): string {
  const right: SignOptions = { algorithm: 'ES256', subject: participantId, ...rules, expiresIn: 60 };
  const kept = Object.entries({ ...right, ...options }).filter(([name]) => !without.includes(name as keyof SignOptions));
  return sign({ msp: 'BuyerMSP', ...claims }, key, Object.fromEntries(kept));
}

const toBase64Url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { iss: rules.issuer, aud: rules.audience, sub: participantId, msp: 'BuyerMSP', exp: Math.floor(Date.now() / 1000) + 60 };
const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

function signWithSecret(secret: string): string {
  const text = `${toBase64Url({ alg: 'HS256', typ: 'JWT' })}.${toBase64Url(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

describe('TokenIssuer', () => {
  it('accepts its own token and returns the participant', () => {
    expect(issuer.verify(issuer.issue(subject, 60))).toEqual(subject);
  });

  it('accepts its own token after a restart', () => {
    expect(new TokenIssuer(folder, rules).verify(issuer.issue(subject, 60))).toEqual(subject);
  });

  it.each([
    ['a token without a signature', `${toBase64Url({ alg: 'none', typ: 'JWT' })}.${toBase64Url(claims)}.`],
    ['a token with the algorithm nOnE', `${toBase64Url({ alg: 'nOnE', typ: 'JWT' })}.${toBase64Url(claims)}.`],
    ['a token under HS256 with the public key as its secret', signWithSecret(publicPem)],
    ['a token under HS256 with an empty secret', signWithSecret('')],
    ['a token of another key', signToken({ key: otherKey })],
    [
      'a token that names its own key set',
      signToken({ key: otherKey, options: { header: { alg: 'ES256', jku: 'https://keys.example/' } } }),
    ],
    ['a token that names a file as its key', signToken({ key: otherKey, options: { keyid: '../../dev/null' } })],
    ['a token that has expired', signToken({ options: { expiresIn: -60 } })],
    ['a token without an exp claim', signToken({ without: ['expiresIn'] })],
    ['a token that is not valid yet', signToken({ options: { notBefore: 60 } })],
    ['a token that was issued in the future', signToken({ claims: { iat: Math.floor(Date.now() / 1000) + 60 } })],
    ['a token of another issuer', signToken({ options: { issuer: 'another' } })],
    ['a token without an issuer', signToken({ without: ['issuer'] })],
    ['a token for another audience', signToken({ options: { audience: 'another' } })],
    ['a token for several audiences', signToken({ options: { audience: ['databund', 'another'] } })],
    ['a token without an audience', signToken({ without: ['audience'] })],
    ['a token without a subject', signToken({ without: ['subject'] })],
    ['a token whose subject is no participant', signToken({ options: { subject: 'admin' } })],
    ['a token whose subject is a path', signToken({ options: { subject: '../../wallet' } })],
    ['a token without an MSP id', signToken({ claims: { msp: undefined } })],
    ['a token for several MSP ids', signToken({ claims: { msp: ['BuyerMSP', 'ExchangeMSP'] } })],
    ['a token that is cut', issuer.issue(subject, 60).slice(0, -4)],
    ['a text that is no token', 'token'],
    ['an empty text', ''],
  ])('rejects %s as a bearer token', (_, token) => {
    expect(() => issuer.verify(token)).toThrow();
  });

  it('rejects a token that repeats a claim, although its signature is right, and names the claim', () => {
    const text = `${toBase64Url({ alg: 'ES256', typ: 'JWT' })}.${Buffer.from(JSON.stringify(claims).replace('{', '{"sub":"x",')).toString('base64url')}`;
    const signature = signBytes('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    expect(() => issuer.verify(`${text}.${signature}`)).toThrow('Token repeats the claim "sub".');
  });

  it('rejects a token of another gateway', () => {
    const other = new TokenIssuer(mkdtempSync(join(tmpdir(), 'databund-issuer-')), rules);
    expect(() => issuer.verify(other.issue(subject, 60))).toThrow('signature');
  });
});
