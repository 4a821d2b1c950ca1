import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { msp } from '../testing/protos';
import '../testing/use-node-platform';
import { parseCertificate } from './certificate';
import { Msp, type CertificateStatus } from './msp';

const read = (name: string) => readFileSync(join(__dirname, 'golden', 'authorities', name));

function makeMsp({
  roots = ['root.pem'],
  intermediates = ['intermediate.pem'],
  revoked = [],
  hasRoles = true,
}: {
  readonly roots?: readonly string[];
  readonly intermediates?: readonly string[];
  readonly revoked?: readonly string[];
  readonly hasRoles?: boolean;
} = {}): Msp {
  const config = new msp.FabricMSPConfig();
  config.setName('Org1MSP');
  config.setRootCertsList(roots.map(read));
  config.setIntermediateCertsList(intermediates.map(read));
  config.setRevocationListList(revoked.map(read));
  const units = new msp.FabricNodeOUs();
  units.setEnable(hasRoles);
  units.setClientOuIdentifier(makeUnit('client'));
  units.setPeerOuIdentifier(makeUnit('peer'));
  units.setAdminOuIdentifier(makeUnit('admin'));
  config.setFabricNodeOus(units);
  return new Msp(config.serializeBinary(), []);
}

function makeUnit(name: string): msp.FabricOUIdentifier {
  const identifier = new msp.FabricOUIdentifier();
  identifier.setOrganizationalUnitIdentifier(name);
  return identifier;
}

const check = (of: Msp, name: string): CertificateStatus => of.checkCertificate(parseCertificate(read(name)));

describe('Msp.checkCertificate', () => {
  it("accepts a certificate that a root issued, and returns the unit's role", () => {
    expect(check(makeMsp(), 'client.pem')).toMatchObject({ invalid: undefined, role: 'client' });
  });

  it('follows the chain over an intermediate authority to a root', () => {
    expect(check(makeMsp(), 'peer.pem').invalid).toBeUndefined();
    expect(check(makeMsp({ intermediates: [] }), 'peer.pem').invalid).toContain('does not chain');
    expect(check(makeMsp({ roots: ['stranger.pem'] }), 'peer.pem').invalid).toContain('does not chain');
  });

  it('finds the role among several units in one RDN, and none in a unit that contains "+ OU=admin"', () => {
    expect(check(makeMsp(), 'peer.pem')).toMatchObject({ role: 'peer', invalid: undefined });
  });

  it('rejects a certificate if another authority has the same name as its issuer', () => {
    expect(check(makeMsp({ roots: ['stranger.pem'], intermediates: [] }), 'client.pem').invalid).toContain('does not chain');
  });

  it('rejects an authority as a member, and a member as an authority', () => {
    expect(check(makeMsp(), 'intermediate.pem').invalid).toContain('authority');
    expect(check(makeMsp({ intermediates: ['client.pem'] }), 'below-a-leaf.pem').invalid).toContain('does not chain');
  });

  it('rejects only the certificates that an authority revoked', () => {
    expect(check(makeMsp(), 'revoked.pem').invalid).toBeUndefined();
    expect(check(makeMsp({ revoked: ['revoked.crl'] }), 'revoked.pem').invalid).toContain('revoked');
    expect(check(makeMsp({ revoked: ['revoked.crl'] }), 'client.pem').invalid).toBeUndefined();
  });

  it('ignores a revocation list that none of its authorities signed', () => {
    const stranger = makeMsp({ roots: ['stranger.pem'], revoked: ['revoked.crl'] });
    expect(check(stranger, 'revoked.pem').invalid).not.toContain('revoked');
  });

  it('requires no role if the MSP gives none', () => {
    expect(check(makeMsp({ hasRoles: false }), 'client.pem')).toMatchObject({ invalid: undefined, role: undefined, hasRoles: false });
  });

  it('limits the validity of a certificate to that of its authorities', () => {
    const { validToMs, validFromMs } = check(makeMsp(), 'peer.pem');
    const { certificate } = parseCertificate(read('root.pem'));
    expect(validToMs).toBeLessThanOrEqual(certificate.validToMs);
    expect(validFromMs).toBeGreaterThanOrEqual(certificate.validFromMs);
  });
});
