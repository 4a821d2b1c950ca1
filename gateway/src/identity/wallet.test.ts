import { generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Wallet } from './wallet';

const participantId = `ptc-${'0'.repeat(26)}`;
const key = randomBytes(32);
const makeFolder = () => mkdtempSync(join(tmpdir(), 'databund-wallet-'));

function toDer(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}

/** Creates the smallest self-signed certificate (RFC 5280, section 4.1). */
function createSelfSigned(privateKey: KeyObject, publicKey: KeyObject): string {
  const ecdsaWithSha256 = toDer(0x30, Buffer.from('06082a8648ce3d040302', 'hex'));
  const name = toDer(0x30);
  const validity = toDer(0x30, toDer(0x17, Buffer.from('250101000000Z')), toDer(0x17, Buffer.from('450101000000Z')));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const body = toDer(0x30, toDer(0x02, Buffer.from([1])), ecdsaWithSha256, name, validity, name, spki);
  const signature = toDer(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const base64 = toDer(0x30, body, ecdsaWithSha256, signature).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

function createIdentity(id = participantId) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  return { mspId: 'BuyerMSP', participantId: id, certificate: createSelfSigned(privateKey, publicKey), keyPem };
}

describe('Wallet', () => {
  it('returns an identity to a wallet with the same key', () => {
    const home = makeFolder();
    const identity = createIdentity();
    new Wallet(home, key).put(identity);
    const found = new Wallet(home, key).find('BuyerMSP', participantId);
    expect(found?.certificate).toBe(identity.certificate);
    expect(found?.key.export({ type: 'pkcs8', format: 'pem' })).toBe(identity.keyPem);
    expect(new Wallet(home, key).list()).toEqual([{ mspId: 'BuyerMSP', participantId }]);
  });

  it('rejects an observer whose certificate lacks the unit, and lists no observer as a participant', () => {
    const wallet = new Wallet(makeFolder(), key);
    expect(() => wallet.putObserver(createIdentity())).toThrow('expected client and observer');
    expect(wallet.findObserver('BuyerMSP')).toBeUndefined();
    expect(wallet.list()).toEqual([]);
  });

  it('holds no identity before one is put, and none under another organisation', () => {
    const wallet = new Wallet(join(makeFolder(), 'absent'), key);
    expect(wallet.list()).toEqual([]);
    expect(wallet.find('BuyerMSP', participantId)).toBeUndefined();
    wallet.put(createIdentity());
    expect(wallet.find('ProviderMSP', participantId)).toBeUndefined();
  });

  it('encrypts private keys on the disk', () => {
    const home = makeFolder();
    const identity = createIdentity();
    new Wallet(home, key).put(identity);
    const kept = readdirSync(home).map((name) => readFileSync(join(home, name), 'utf8'));
    for (const line of identity.keyPem.split('\n').filter((each) => each !== '')) expect(kept.join()).not.toContain(line);
  });

  it('rejects another key than that of the wallet', () => {
    const home = makeFolder();
    new Wallet(home, key).put(createIdentity());
    expect(() => new Wallet(home, randomBytes(32)).find('BuyerMSP', participantId)).toThrow();
  });

  it('rejects a changed file, and a file under the name of another participant', () => {
    const home = makeFolder();
    new Wallet(home, key).put(createIdentity());
    const path = join(home, readdirSync(home)[0] ?? '');
    const other = `ptc-${'1'.repeat(26)}`;
    renameSync(path, path.replace(participantId, other));
    expect(() => new Wallet(home, key).find('BuyerMSP', other)).toThrow();
    const text = readFileSync(path.replace(participantId, other), 'utf8');
    writeFileSync(path, text.replace(/"data":"[^"]*"/, `"data":"${Buffer.from('{}').toString('base64')}"`));
    expect(() => new Wallet(home, key).find('BuyerMSP', participantId)).toThrow();
  });

  it('returns a renewed certificate without a restart', () => {
    const home = makeFolder();
    const [serving, importing] = [new Wallet(home, key), new Wallet(home, key)];
    importing.put(createIdentity());
    serving.find('BuyerMSP', participantId);
    const renewed = createIdentity();
    importing.put(renewed);
    expect(serving.find('BuyerMSP', participantId)?.certificate).toBe(renewed.certificate);
  });

  it('rejects a private key that does not belong to the certificate', () => {
    const { certificate } = createIdentity();
    expect(() => new Wallet(makeFolder(), key).put({ ...createIdentity(), certificate })).toThrow(
      'The private key does not belong to the certificate.',
    );
  });

  it.each(['../../etc/passwd', 'ptc-../../../../../../../../x', '', `${participantId}\u0000`, participantId.toUpperCase()])(
    'rejects the participant id %j as a file name',
    (id) => {
      expect(() => new Wallet(makeFolder(), key).find('BuyerMSP', id)).toThrow();
      expect(() => new Wallet(makeFolder(), key).put(createIdentity(id))).toThrow();
    },
  );
});
