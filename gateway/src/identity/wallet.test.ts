import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSelfSigned } from '../testing/self-signed';
import { Wallet } from './wallet';

const participantId = `ptc-${'0'.repeat(26)}`;
const key = randomBytes(32);
const makeFolder = () => mkdtempSync(join(tmpdir(), 'databund-wallet-'));

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
