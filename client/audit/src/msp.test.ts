import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { msp } from '@hyperledger/fabric-protos';
import { parseCertificate } from './certificate';
import { Msp } from './msp';

const read = (name: string) => readFileSync(join(__dirname, 'golden', 'authorities', name));

/** An MSP with these roots, intermediates and revocation lists. */
function mspWith({
  roots = ['root.pem'],
  intermediates = ['intermediate.pem'],
  revoked = [] as readonly string[],
  hasRoles = true,
} = {}): Msp {
  const config = new msp.FabricMSPConfig();
  config.setName('Org1MSP');
  config.setRootCertsList(roots.map(read));
  config.setIntermediateCertsList(intermediates.map(read));
  config.setRevocationListList(revoked.map(read));
  const units = new msp.FabricNodeOUs();
  units.setEnable(hasRoles);
  units.setClientOuIdentifier(unit('client'));
  units.setPeerOuIdentifier(unit('peer'));
  units.setAdminOuIdentifier(unit('admin'));
  config.setFabricNodeOus(units);
  return new Msp(config);
}

function unit(name: string): msp.FabricOUIdentifier {
  const identifier = new msp.FabricOUIdentifier();
  identifier.setOrganizationalUnitIdentifier(name);
  return identifier;
}

const judge = (of: Msp, name: string) => of.judge(parseCertificate(read(name)));

describe('an MSP', () => {
  it('knows whom its root issued a certificate, and gives the role of the unit', () => {
    expect(judge(mspWith(), 'client.pem')).toMatchObject({ invalid: undefined, role: 'client' });
  });

  it('follows the chain over an intermediate authority to a root', () => {
    expect(judge(mspWith(), 'peer.pem').invalid).toBeUndefined();
    expect(judge(mspWith({ intermediates: [] }), 'peer.pem').invalid).toContain('does not chain');
    expect(judge(mspWith({ roots: ['stranger.pem'] }), 'peer.pem').invalid).toContain('does not chain');
  });

  it('finds the role among several units of one name, and none in a unit that only looks like two', () => {
    expect(judge(mspWith(), 'peer.pem')).toMatchObject({ role: 'peer', invalid: undefined });
  });

  it('does not know a stranger of the same name as its root', () => {
    expect(judge(mspWith({ roots: ['stranger.pem'], intermediates: [] }), 'client.pem').invalid).toContain('does not chain');
  });

  it('does not take an authority for a member, nor a member for an authority', () => {
    expect(judge(mspWith(), 'intermediate.pem').invalid).toContain('authority');
    expect(judge(mspWith({ intermediates: ['client.pem'] }), 'below-a-leaf.pem').invalid).toContain('does not chain');
  });

  it('does not know whom its authority revoked', () => {
    expect(judge(mspWith(), 'revoked.pem').invalid).toBeUndefined();
    expect(judge(mspWith({ revoked: ['revoked.crl'] }), 'revoked.pem').invalid).toContain('revoked');
    expect(judge(mspWith({ revoked: ['revoked.crl'] }), 'client.pem').invalid).toBeUndefined();
  });

  it('pays no attention to revocations that none of its authorities signed', () => {
    const stranger = mspWith({ roots: ['stranger.pem'], revoked: ['revoked.crl'] });
    expect(judge(stranger, 'revoked.pem').invalid).not.toContain('revoked');
  });

  it('asks for exactly one role where it gives roles, and for none where it does not', () => {
    expect(judge(mspWith({ hasRoles: false }), 'client.pem')).toMatchObject({ invalid: undefined, role: undefined, hasRoles: false });
  });

  it('is valid no longer than the authorities above it', () => {
    const { validToMs, validFromMs } = judge(mspWith(), 'peer.pem');
    const { certificate } = parseCertificate(read('root.pem'));
    expect(validToMs).toBeLessThanOrEqual(Date.parse(certificate.validTo));
    expect(validFromMs).toBeGreaterThanOrEqual(Date.parse(certificate.validFrom));
  });
});
