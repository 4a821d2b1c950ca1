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

interface Wrong {
  readonly claims?: object;
  readonly options?: SignOptions;
  readonly without?: readonly (keyof SignOptions)[];
  readonly key?: KeyObject;
}

/** A token of the issuer’s own key, but for what is wrong with it. */
function tokenWith({ claims = {}, options = {}, without = [], key = privateKey }: Wrong): string {
  const right: SignOptions = { algorithm: 'ES256', subject: participantId, ...rules, expiresIn: 60 };
  const kept = Object.entries({ ...right, ...options }).filter(([name]) => !without.includes(name as keyof SignOptions));
  return sign({ msp: 'BuyerMSP', ...claims }, key, Object.fromEntries(kept));
}

const base64url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = { iss: rules.issuer, aud: rules.audience, sub: participantId, msp: 'BuyerMSP', exp: Math.floor(Date.now() / 1000) + 60 };
const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

function hs256With(secret: string): string {
  const text = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

describe('a token', () => {
  it('of this issuer speaks for its participant', () => {
    expect(issuer.verify(issuer.issue(subject, 60))).toEqual(subject);
  });

  it('stays good when the gateway starts again', () => {
    expect(new TokenIssuer(folder, rules).verify(issuer.issue(subject, 60))).toEqual(subject);
  });

  it.each([
    ['without a signature', `${base64url({ alg: 'none', typ: 'JWT' })}.${base64url(claims)}.`],
    ['without a signature, spelled otherwise', `${base64url({ alg: 'nOnE', typ: 'JWT' })}.${base64url(claims)}.`],
    ['under HS256 with the public key as its secret', hs256With(publicPem)],
    ['under HS256 with an empty secret', hs256With('')],
    ['of another key', tokenWith({ key: otherKey })],
    ['that brings its own key', tokenWith({ key: otherKey, options: { header: { alg: 'ES256', jku: 'https://keys.example/' } } })],
    ['that names a file as its key', tokenWith({ key: otherKey, options: { keyid: '../../dev/null' } })],
    ['that has ended', tokenWith({ options: { expiresIn: -60 } })],
    ['without an end', tokenWith({ without: ['expiresIn'] })],
    ['that does not hold yet', tokenWith({ options: { notBefore: 60 } })],
    ['that is issued in the future', tokenWith({ claims: { iat: Math.floor(Date.now() / 1000) + 60 } })],
    ['of another issuer', tokenWith({ options: { issuer: 'another' } })],
    ['without an issuer', tokenWith({ without: ['issuer'] })],
    ['for another audience', tokenWith({ options: { audience: 'another' } })],
    ['for several audiences', tokenWith({ options: { audience: ['databund', 'another'] } })],
    ['without an audience', tokenWith({ without: ['audience'] })],
    ['without a subject', tokenWith({ without: ['subject'] })],
    ['for a subject that is no participant', tokenWith({ options: { subject: 'admin' } })],
    ['for a subject that climbs', tokenWith({ options: { subject: '../../wallet' } })],
    ['without an organisation', tokenWith({ claims: { msp: undefined } })],
    ['for several organisations', tokenWith({ claims: { msp: ['BuyerMSP', 'ExchangeMSP'] } })],
    ['that is cut', issuer.issue(subject, 60).slice(0, -4)],
    ['that is text', 'token'],
    ['that is empty', ''],
  ])('%s is refused', (_, token) => {
    expect(() => issuer.verify(token)).toThrow();
  });

  it('that says a claim twice is refused, though its signature is right', () => {
    const text = `${base64url({ alg: 'ES256', typ: 'JWT' })}.${Buffer.from(JSON.stringify(claims).replace('{', '{"sub":"x",')).toString('base64url')}`;
    const signature = signBytes('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url');
    expect(() => issuer.verify(`${text}.${signature}`)).toThrow('says a claim twice');
  });

  it('of another gateway is refused', () => {
    const other = new TokenIssuer(mkdtempSync(join(tmpdir(), 'databund-issuer-')), rules);
    expect(() => issuer.verify(other.issue(subject, 60))).toThrow('signature');
  });
});
