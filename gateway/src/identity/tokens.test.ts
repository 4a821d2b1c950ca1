import { createHmac, createPublicKey, generateKeyPairSync, randomUUID, sign as signBytes, type KeyObject } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sign, type SignOptions } from 'jsonwebtoken';
import { TokenRegister } from './token-register';
import { TokenIssuer } from './tokens';

const folder = mkdtempSync(join(tmpdir(), 'databund-issuer-'));
const rules = { issuer: 'databund-gateway', audience: 'databund' };
const walletKey = Buffer.alloc(32, 7);
// An issuer seals a key that an earlier version stored in the clear.
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
writeFileSync(join(folder, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
const issuer = new TokenIssuer(folder, rules, walletKey);
const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
const participantId = `ptc-${'7'.repeat(26)}`;
const subject = { participantId, mspId: 'BuyerMSP' };
const jwtid = issuer.register.add(subject, 600);

interface Fault {
  readonly claims?: object;
  readonly options?: SignOptions;
  readonly without?: readonly (keyof SignOptions)[];
  readonly key?: KeyObject;
}

/** Creates a token with the key of the issuer and one fault. */
function signToken({ claims = {}, options = {}, without = [], key = privateKey }: Fault): string {
  const right: SignOptions = { algorithm: 'ES256', subject: participantId, ...rules, jwtid, expiresIn: 60 };
  const kept = Object.entries({ ...right, ...options }).filter(([name]) => !without.includes(name as keyof SignOptions));
  return sign({ msp: 'BuyerMSP', ...claims }, key, Object.fromEntries(kept));
}

const toBase64Url = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const claims = {
  iss: rules.issuer,
  aud: rules.audience,
  sub: participantId,
  msp: 'BuyerMSP',
  jti: jwtid,
  exp: Math.floor(Date.now() / 1000) + 60,
};
const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;

function getFailure(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

/** Signs a payload as it is given, with the key of the issuer. */
function signText(payload: string, header: object = {}): string {
  const text = `${toBase64Url({ alg: 'ES256', typ: 'JWT', ...header })}.${Buffer.from(payload).toString('base64url')}`;
  return `${text}.${signBytes('sha256', Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

function signWithSecret(secret: string): string {
  const text = `${toBase64Url({ alg: 'HS256', typ: 'JWT' })}.${toBase64Url(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

describe('TokenIssuer', () => {
  it('accepts its own token and returns the participant', () => {
    expect(issuer.verify(issuer.issue(subject, 60))).toEqual(subject);
  });

  it('accepts its own token after a restart', () => {
    expect(new TokenIssuer(folder, rules, walletKey).verify(issuer.issue(subject, 60))).toEqual(subject);
  });

  it('accepts a token for several audiences, of which it is one', () => {
    expect(issuer.verify(signToken({ options: { audience: ['another', 'databund'] } }))).toEqual(subject);
    expect(issuer.verify(signText(JSON.stringify(claims)))).toEqual(subject);
  });

  it('seals its key with the key of the wallet', () => {
    expect(existsSync(join(folder, 'key.pem'))).toBe(false);
    expect(readFileSync(join(folder, 'key.json'), 'utf8')).not.toContain('PRIVATE');
    expect(() => new TokenIssuer(folder, rules, Buffer.alloc(32, 8))).toThrow('was sealed with another wallet key');
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
    ['a token for several other audiences', signToken({ options: { audience: ['databund2', 'another'] } })],
    ['a token with an unknown critical header', signText(JSON.stringify(claims), { crit: ['b64'], b64: true })],
    ['a token with an infinite exp claim', signText(JSON.stringify(claims).replace(/"exp":\d+/, '"exp":1e400'))],
    ['a token whose exp claim is a text', signText(JSON.stringify(claims).replace(/"exp":(\d+)/, '"exp":"$1"'))],
    ['a token that counts for longer than 30 days', signToken({ options: { expiresIn: '31d' } })],
    ['a token whose payload is null', signText('null')],
    ['a token whose payload is a list', signText('[]')],
    ['a token whose payload is a text', signText('"x"')],
    ['a token whose payload is no JSON', signText('{')],
    ['a token that is not in the register', signToken({ options: { jwtid: randomUUID() } })],
    ['a token whose id is a path', signToken({ options: { jwtid: '../tokens/x' } })],
    ['a token without an id', signToken({ without: ['jwtid'] })],
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
    const failure = getFailure(() => issuer.verify(token));
    expect(failure).toMatchObject({ code: 'TOKEN_INVALID' });
    expect(String(failure)).not.toMatch(/databund|gateway|ES256|ptc-/);
  });

  it('rejects a token that repeats a claim, although its signature is right, and names the claim', () => {
    expect(() => issuer.verify(signText(JSON.stringify(claims).replace('{', '{"sub":"x",')))).toThrow('Token repeats the claim "sub".');
  });

  it('rejects a token of another gateway', () => {
    const other = new TokenIssuer(mkdtempSync(join(tmpdir(), 'databund-issuer-')), rules, walletKey);
    expect(() => issuer.verify(other.issue(subject, 60))).toThrow('Token is not of this exchange.');
  });

  it('issues no token for longer than 30 days, or than it is set to', () => {
    expect(() => issuer.issue(subject, 30 * 86_400 + 1)).toThrow('expected at most 2592000');
    const strict = new TokenIssuer(folder, { ...rules, longestSeconds: 60 }, walletKey);
    expect(() => strict.issueRefreshable(subject, 61)).toThrow('expected at most 60');
  });

  it('lists what it issued, and revokes it at once, also for another process', () => {
    const token = issuer.issue({ ...subject, participantId: `ptc-${'5'.repeat(26)}` }, 60);
    const running = new TokenIssuer(folder, rules, walletKey);
    expect(running.verify(token)).toMatchObject({ participantId: `ptc-${'5'.repeat(26)}` });
    const listed = issuer.register.list().filter(({ participantId: id }) => id === `ptc-${'5'.repeat(26)}`);
    expect(listed).toMatchObject([{ mspId: 'BuyerMSP', isRefreshable: false }]);
    expect(issuer.register.revoke(listed[0]?.id ?? '')).toBe(true);
    expect(() => running.verify(token)).toThrow('Token was revoked.');
  });
});

describe('a refresh token', () => {
  it('renews a token once, and revokes it all if somebody uses it again', () => {
    const first = issuer.issueRefreshable(subject, 3_600);
    const second = issuer.refresh(first.refreshToken);
    expect(issuer.verify(first.token)).toEqual(subject);
    expect(issuer.verify(second.token)).toEqual(subject);
    expect(getFailure(() => issuer.refresh(first.refreshToken))).toMatchObject({ code: 'TOKEN_INVALID' });
    expect(getFailure(() => issuer.refresh(second.refreshToken))).toMatchObject({ code: 'TOKEN_INVALID' });
    expect(() => issuer.verify(second.token)).toThrow('Token was revoked.');
  });

  it.each(['', 'x', issuer.issue(subject, 60), `../${'x'.repeat(33)}.${'y'.repeat(43)}`])('counts for nothing if it is %j', (given) => {
    expect(getFailure(() => issuer.refresh(given))).toMatchObject({ code: 'TOKEN_INVALID' });
  });

  it('ends with its sign-in, whose file is removed', () => {
    let nowMs = Date.now();
    const register = new TokenRegister(mkdtempSync(join(tmpdir(), 'databund-register-')), () => nowMs);
    const token = register.addRefreshable(subject, 60);
    nowMs += 60_000;
    expect(register.rotate(token)).toBeUndefined();
    expect(register.has(token.split('.')[0])).toBe(false);
  });
});
