import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { hashBytes, type Hash } from '@databund/model';
import { requireFile } from './local-paths';
import { UsageError } from './usage-error';

/** Returns the pin of each certificate file: the SHA-256 of the certificate's DER bytes, not of the file. @throws UsageError CERTIFICATE_INVALID */
export function hashCertificates(paths: readonly string[]): readonly Hash[] {
  return paths.map((path) => hashBytes(readDer(path)));
}

function readDer(path: string): Uint8Array {
  const bytes = readFileSync(requireFile(path));
  const labels = [...bytes.toString('latin1').matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map(([, label = '']) => label);
  const certificates = labels.filter((label) => label.endsWith('CERTIFICATE'));
  if (certificates.length > 1)
    throw makeError(path, `holds ${String(certificates.length)} certificates. Give a file with your own certificate only, not the chain.`);
  if (labels.length > 0 && certificates.length === 0)
    throw makeError(
      path,
      `holds the following, not a certificate: ${String(labels[0]).toLowerCase()}. Give the certificate that was issued for the key.`,
    );
  try {
    return new X509Certificate(bytes).raw;
  } catch {
    throw makeError(path, 'is not a certificate. Give an X.509 certificate as PEM or DER.');
  }
}

function makeError(path: string, reason: string): UsageError {
  return new UsageError('CERTIFICATE_INVALID', `${path} ${reason}`);
}
