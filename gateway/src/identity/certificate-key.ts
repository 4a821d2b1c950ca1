import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { findAttribute, participantAttribute, readCertificate, type Certificate } from '@databund/model';
import { GatewayError } from '../gateway-error';

/** Reads a private key that belongs to a certificate, both in PEM. @throws CERTIFICATE_INVALID, KEY_INVALID, KEY_MISMATCH */
export function readKeyOf(certificatePem: string, keyPem: string): KeyObject {
  const certificate = parseCertificate(certificatePem);
  const key = parseKey(keyPem);
  const publicKeyInfo = createPublicKey(key).export({ type: 'spki', format: 'der' });
  if (publicKeyInfo.equals(certificate.publicKeyInfo)) return key;
  throw new GatewayError('KEY_MISMATCH', 'The private key does not belong to the certificate. Use the key with which it was requested.');
}

/** Rejects a certificate that lacks one of these organisational units. @throws CERTIFICATE_INVALID naming those that it has */
export function requireUnits(certificatePem: string, wanted: readonly string[]): void {
  const units = readCertificate(certificatePem)?.units ?? [];
  if (wanted.every((unit) => units.includes(unit))) return;
  const has = units.length === 0 ? 'no organisational unit' : `the organisational units ${units.join(', ')}`;
  throw new GatewayError(
    'CERTIFICATE_INVALID',
    `The certificate has ${has}; expected ${wanted.join(' and ')}. Have your CA issue another.`,
  );
}

/** Rejects a certificate that names another participant; one that names none is for the chaincode to judge. @throws PARTICIPANT_MISMATCH */
export function requireParticipant(certificatePem: string, participantId: string): void {
  const named = findAttribute(parseCertificate(certificatePem), participantAttribute);
  if (named === undefined || named === participantId) return;
  throw new GatewayError(
    'PARTICIPANT_MISMATCH',
    `The certificate is that of the participant ${named}, not of ${participantId}. Give the participant that it names, or its own certificate.`,
  );
}

function parseCertificate(pem: string): Certificate {
  const certificate = readCertificate(pem);
  if (certificate) return certificate;
  throw new GatewayError('CERTIFICATE_INVALID', 'The certificate file holds no X.509 certificate in PEM.');
}

function parseKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem);
  } catch {
    throw new GatewayError('KEY_INVALID', 'The key file holds no private key in PEM that can be read without a passphrase.');
  }
}
