import { X509Certificate } from 'node:crypto';
import { X509Certificate as PeculiarCertificate } from '@peculiar/x509';
import { computeSha256 } from '../proto/bytes';
import { issueAuthority } from './issuer';
import { identifyCertifiers } from './certifiers';

describe('identifyCertifiers', () => {
  it('gives one value for a CA whether the `s` of its signature is high or low', async () => {
    const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
    const seen = new Set<string>();
    // About half of the CAs have a low `s`: their own bytes are hashed. Those with a high one are encoded again.
    for (let count = 0; seen.size < 2 && count < 200; count += 1) {
      const { certificate: pem } = await issueAuthority('ca.example');
      const certificate = new X509Certificate(pem);
      const isLow = readS(pem) <= order / 2n;
      const isUnchanged = identifyCertifiers([certificate]).equals(computeSha256(certificate.raw));
      expect(isUnchanged).toBe(isLow);
      seen.add(String(isLow));
    }
    expect([...seen].sort()).toEqual(['false', 'true']);
  });

  it('identifies a chain by all its certificates', async () => {
    const [one, other] = [await issueAuthority('one'), await issueAuthority('other')].map(
      ({ certificate }) => new X509Certificate(certificate),
    );
    expect(identifyCertifiers([one!, other!])).not.toEqual(identifyCertifiers([one!]));
  });
});

/** Reads the second integer of a certificate's ECDSA signature. */
function readS(pem: string): bigint {
  const der = Buffer.from(new PeculiarCertificate(pem).signature);
  const second = 4 + der.readUInt8(3);
  return BigInt(`0x${der.subarray(second + 2).toString('hex')}`);
}
