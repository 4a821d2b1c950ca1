import { createPrivateKey } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { msp } from '@hyperledger/fabric-protos';
import { encodeSignaturePolicy, type PolicyRule as Rule } from '../orderer/signature-policy';
import { signMessage } from '../proto/signature';
import { issueAuthority, issueMember, issueOrganisation, issueClient, type Issued } from './issuer';
import { MspError } from './msp';
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
    folder = await mkdtemp(join(tmpdir(), 'databund-msp-'));
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
    directory.add(mspConfig('OrgMSP', ca, [people.listedAdmin]));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const identityOf = ({ certificate }: Issued, mspId = 'OrgMSP') => directory.deserialize(serializeIdentity(mspId, certificate));
  const holds = (rule: Rule, ...signers: Issued[]) =>
    new SignaturePolicy(directory, encodeSignaturePolicy(rule).serializeBinary()).evaluateIdentities(
      signers.map((one) => identityOf(one)),
    ) === undefined;
  const role = (name: 'MEMBER' | 'ADMIN' | 'PEER' | 'CLIENT'): Rule => ({ mspId: 'OrgMSP', role: name });

  it('have the role of their organisational unit; an admin also by being listed', () => {
    expect(holds(role('PEER'), people.peer)).toBe(true);
    expect(holds(role('PEER'), people.client)).toBe(false);
    expect(holds(role('ADMIN'), people.admin)).toBe(true);
    expect(holds(role('ADMIN'), people.listedAdmin)).toBe(true);
    expect(holds(role('ADMIN'), people.client)).toBe(false);
    expect(holds(role('MEMBER'), people.client)).toBe(true);
  });

  it('stay valid past their end, which filters ask and policies do not', () => {
    const identity = identityOf(people.expired);
    expect(identity.invalidReason).toBeUndefined();
    expect(identity.notAfter.getTime()).toBeLessThan(Date.now());
    expect(holds(role('CLIENT'), people.expired)).toBe(true);
  });

  it('are refused if another authority issued them, if they are an authority, or of an unknown MSP', async () => {
    expect(identityOf(await issueMember(otherCa, { name: 'stranger', role: 'client' })).invalidReason).toContain('unknown authority');
    expect(identityOf(ca).invalidReason).toContain('CA certificate');
    expect(() => identityOf(people.client, 'OtherMSP')).toThrow(MspError);
  });

  it('are one certificate in PEM and nothing else', () => {
    expect(() => identityOf({ ...people.client, certificate: people.client.certificate + people.peer.certificate })).toThrow(MspError);
    expect(() => identityOf({ ...people.client, certificate: `${people.client.certificate}\n\nx` })).toThrow(MspError);
    expect(() => directory.deserialize(Buffer.from('ffff', 'hex'))).toThrow(MspError);
  });

  it('are used once each, from the left, without a second thought over successes', () => {
    const memberThenAdmin: Rule = { n: 2, of: [role('MEMBER'), role('ADMIN')] };
    const adminThenMember: Rule = { n: 2, of: [role('ADMIN'), role('MEMBER')] };
    expect(holds(memberThenAdmin, people.admin, people.client)).toBe(false);
    expect(holds(memberThenAdmin, people.client, people.admin)).toBe(true);
    expect(holds(adminThenMember, people.admin, people.client)).toBe(true);
    expect(holds(adminThenMember, people.admin)).toBe(false);
  });

  it('used by a rule that failed are free for the next', () => {
    const failing: Rule = { n: 2, of: [role('CLIENT'), role('ADMIN')] };
    expect(holds({ n: 1, of: [failing, role('CLIENT')] }, people.client)).toBe(true);
  });

  it('count once however often they sign, and not at all where the signature is of other bytes', () => {
    const sign = (issued: Issued, data = message) => ({
      identity: serializeIdentity('OrgMSP', issued.certificate),
      data: message,
      signature: signMessage(createPrivateKey(issued.key), data),
    });
    const two = new SignaturePolicy(directory, encodeSignaturePolicy({ n: 2, of: [role('MEMBER'), role('MEMBER')] }).serializeBinary());
    expect(two.evaluateSigned([sign(people.client), sign(people.client)])).toBeDefined();
    expect(two.evaluateSigned([sign(people.client), sign(people.peer, Buffer.from('other'))])).toBeDefined();
    expect(two.evaluateSigned([sign(people.client), { ...sign(people.peer), identity: Buffer.from('nobody') }])).toBeDefined();
    expect(two.evaluateSigned([sign(people.client), sign(people.peer)])).toBeUndefined();
  });

  it('trust a signature of this process only for the bytes it was made over', () => {
    const identity = identityOf(people.peer);
    identity.trustOwnSignature(message, Buffer.from('own'));
    expect(identity.verify(message, Buffer.from('own'))).toBe(true);
    expect(identity.verify(Buffer.from('other'), Buffer.from('own'))).toBe(false);
    expect(identityOf(people.client).verify(message, Buffer.from('own'))).toBe(false);
  });
});

function mspConfig(mspId: string, ca: Issued, admins: readonly Issued[]): Uint8Array {
  const unit = (name: string) => {
    const identifier = new msp.FabricOUIdentifier();
    identifier.setOrganizationalUnitIdentifier(name);
    return identifier;
  };
  const nodeOus = new msp.FabricNodeOUs();
  nodeOus.setEnable(true);
  nodeOus.setClientOuIdentifier(unit('client'));
  nodeOus.setPeerOuIdentifier(unit('peer'));
  nodeOus.setAdminOuIdentifier(unit('admin'));
  nodeOus.setOrdererOuIdentifier(unit('orderer'));
  const config = new msp.FabricMSPConfig();
  config.setName(mspId);
  config.setRootCertsList([Buffer.from(ca.certificate)]);
  config.setAdminsList(admins.map(({ certificate }) => Buffer.from(certificate)));
  config.setFabricNodeOus(nodeOus);
  const outer = new msp.MSPConfig();
  outer.setConfig(config.serializeBinary());
  return outer.serializeBinary();
}
