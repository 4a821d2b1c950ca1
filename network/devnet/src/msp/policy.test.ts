import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { msp } from '@hyperledger/fabric-protos';
import { encodeSignaturePolicy, type PolicyRule as Rule } from '../orderer/signature-policy';
import { signMessage } from '../proto/signature';
import { issueAuthority, issueClient, issueLeaf, issueMember, issueOrganisation, type Issued } from './issuer';
import { DevnetError } from '../errors';
import { identifyCertifiers } from './certifiers';
import { MspDirectory, serializeIdentity } from './msp-directory';
import { SignaturePolicy } from './policy';

const message = Buffer.from('signed');

describe('identities and policies', () => {
  let folder: string;
  let ca: Issued;
  let otherCa: Issued;
  let directory: MspDirectory;
  let people: Record<'client' | 'peer' | 'admin' | 'expired' | 'listedAdmin', Issued>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fabric-msp-'));
    const home = join(folder, 'OrgMSP');
    await issueOrganisation(folder, { mspId: 'OrgMSP', domain: 'org.test', node: 'peer' });
    ca = { certificate: await readFile(join(home, 'ca/cert.pem'), 'utf8'), key: await readFile(join(home, 'ca/key.pem'), 'utf8') };
    otherCa = await issueAuthority('ca.other.test');
    const yesterday = { notBefore: new Date(Date.now() - 2 * 86_400_000), notAfter: new Date(Date.now() - 86_400_000) };
    people = {
      client: await issueClient(home, { name: 'client' }),
      peer: await issueMember(ca, { name: 'peer', role: 'peer' }),
      admin: await issueMember(ca, { name: 'admin', role: 'admin' }),
      expired: await issueMember(ca, { name: 'expired', role: 'client', validity: yesterday }),
      listedAdmin: await issueMember(ca, { name: 'listed', role: 'client' }),
    };
    directory = new MspDirectory();
    directory.add(encodeMspConfig('OrgMSP', ca, [people.listedAdmin]));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const readIdentity = ({ certificate }: Issued, mspId = 'OrgMSP') => directory.deserialize(serializeIdentity(mspId, certificate));
  const isSatisfied = (rule: Rule, ...signers: Issued[]) =>
    new SignaturePolicy(directory, encodeSignaturePolicy(rule).serializeBinary()).evaluateIdentities(
      signers.map((one) => readIdentity(one)),
    ) === undefined;
  const requireRole = (name: 'MEMBER' | 'ADMIN' | 'PEER' | 'CLIENT'): Rule => ({ mspId: 'OrgMSP', role: name });

  it('gives identities the role of their organisational unit, and the admin role to listed certificates', () => {
    expect(isSatisfied(requireRole('PEER'), people.peer)).toBe(true);
    expect(isSatisfied(requireRole('PEER'), people.client)).toBe(false);
    expect(isSatisfied(requireRole('ADMIN'), people.admin)).toBe(true);
    expect(isSatisfied(requireRole('ADMIN'), people.listedAdmin)).toBe(true);
    expect(isSatisfied(requireRole('ADMIN'), people.client)).toBe(false);
    expect(isSatisfied(requireRole('MEMBER'), people.client)).toBe(true);
  });

  it('finds the role among several organisational units in one RDN, in any order, as Fabric CA writes them', async () => {
    const validity = { notBefore: new Date(Date.now() - 3_600_000), notAfter: new Date(Date.now() + 3_600_000) };
    for (const subject of [
      'CN=user, OU=org1+OU=client+OU=department1',
      'OU=client+OU=org1, CN=user',
      'CN=user+OU=department1+OU=client, O=org1',
    ]) {
      const issued = await issueLeaf(ca, { subject, validity, extensions: [] });
      expect({ subject, isClient: isSatisfied(requireRole('CLIENT'), issued) }).toEqual({ subject, isClient: true });
    }
  });

  it('accepts an expired identity in a policy: only filters check expiry', () => {
    const identity = readIdentity(people.expired);
    expect(identity.invalidReason).toBeUndefined();
    expect(identity.notAfter.getTime()).toBeLessThan(Date.now());
    expect(isSatisfied(requireRole('CLIENT'), people.expired)).toBe(true);
  });

  it('rejects certificates of another CA, CA certificates, and identities of an unknown MSP', async () => {
    expect(readIdentity(await issueMember(otherCa, { name: 'stranger', role: 'client' })).invalidReason).toContain('unknown authority');
    expect(readIdentity(ca).invalidReason).toContain('CA certificate');
    expect(() => readIdentity(people.client, 'OtherMSP')).toThrow(DevnetError);
  });

  it('rejects an identity that is not exactly one certificate in PEM', () => {
    expect(() => readIdentity({ ...people.client, certificate: people.client.certificate + people.peer.certificate })).toThrow(DevnetError);
    expect(() => readIdentity({ ...people.client, certificate: `${people.client.certificate}\n\nx` })).toThrow(DevnetError);
    expect(() => directory.deserialize(Buffer.from('ffff', 'hex'))).toThrow(DevnetError);
  });

  it('uses each signer once, from the left, and does not revise successful rules', () => {
    const memberThenAdmin: Rule = { n: 2, of: [requireRole('MEMBER'), requireRole('ADMIN')] };
    const adminThenMember: Rule = { n: 2, of: [requireRole('ADMIN'), requireRole('MEMBER')] };
    expect(isSatisfied(memberThenAdmin, people.admin, people.client)).toBe(false);
    expect(isSatisfied(memberThenAdmin, people.client, people.admin)).toBe(true);
    expect(isSatisfied(adminThenMember, people.admin, people.client)).toBe(true);
    expect(isSatisfied(adminThenMember, people.admin)).toBe(false);
  });

  it('matches an organisational unit only under the CAs that the principal names', async () => {
    const observer = await issueMember(ca, { name: 'observer', role: 'client', units: ['observer'] });
    const certifiers = identifyCertifiers([new X509Certificate(ca.certificate)]);
    const requireUnit = (of: Uint8Array): Rule => ({ n: 1, of: [{ mspId: 'OrgMSP', unit: 'observer', certifiers: of }] });
    expect(isSatisfied(requireUnit(certifiers), observer)).toBe(true);
    expect(isSatisfied(requireUnit(certifiers), people.client)).toBe(false);
    expect(isSatisfied(requireUnit(Buffer.alloc(32)), observer)).toBe(false);
  });

  it('releases the signers of a failed rule for the next one', () => {
    const failing: Rule = { n: 2, of: [requireRole('CLIENT'), requireRole('ADMIN')] };
    expect(isSatisfied({ n: 1, of: [failing, requireRole('CLIENT')] }, people.client)).toBe(true);
  });

  it('counts a signer once, and not at all if the signature is of other bytes', () => {
    const sign = (issued: Issued, data = message) => ({
      identity: serializeIdentity('OrgMSP', issued.certificate),
      data: message,
      signature: signMessage(createPrivateKey(issued.key), data),
    });
    const two = new SignaturePolicy(
      directory,
      encodeSignaturePolicy({ n: 2, of: [requireRole('MEMBER'), requireRole('MEMBER')] }).serializeBinary(),
    );
    expect(two.evaluateSigned([sign(people.client), sign(people.client)])).toBeDefined();
    expect(two.evaluateSigned([sign(people.client), sign(people.peer, Buffer.from('other'))])).toBeDefined();
    expect(two.evaluateSigned([sign(people.client), { ...sign(people.peer), identity: Buffer.from('nobody') }])).toBeDefined();
    expect(two.evaluateSigned([sign(people.client), sign(people.peer)])).toBeUndefined();
  });

  it('trusts a signature of this process only for the bytes that were signed', () => {
    const identity = readIdentity(people.peer);
    identity.trustOwnSignature(message, Buffer.from('own'));
    expect(identity.verify(message, Buffer.from('own'))).toBe(true);
    expect(identity.verify(Buffer.from('other'), Buffer.from('own'))).toBe(false);
    expect(readIdentity(people.client).verify(message, Buffer.from('own'))).toBe(false);
  });
});

function encodeMspConfig(mspId: string, ca: Issued, admins: readonly Issued[]): Uint8Array {
  const makeUnit = (name: string) => {
    const identifier = new msp.FabricOUIdentifier();
    identifier.setOrganizationalUnitIdentifier(name);
    return identifier;
  };
  const nodeOus = new msp.FabricNodeOUs();
  nodeOus.setEnable(true);
  nodeOus.setClientOuIdentifier(makeUnit('client'));
  nodeOus.setPeerOuIdentifier(makeUnit('peer'));
  nodeOus.setAdminOuIdentifier(makeUnit('admin'));
  nodeOus.setOrdererOuIdentifier(makeUnit('orderer'));
  const config = new msp.FabricMSPConfig();
  config.setName(mspId);
  config.setRootCertsList([Buffer.from(ca.certificate)]);
  config.setAdminsList(admins.map(({ certificate }) => Buffer.from(certificate)));
  config.setFabricNodeOus(nodeOus);
  const outer = new msp.MSPConfig();
  outer.setConfig(config.serializeBinary());
  return outer.serializeBinary();
}
