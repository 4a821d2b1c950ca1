import { ExchangeError, hashBytes, participantAttribute, readCertificate, type Identity } from '@databund/model';
import type { Context } from 'fabric-contract-api';

/** Reads what the caller's certificate says. The units come from its DER, never from a printed subject. @throws CALLER_UNKNOWN */
export function readIdentity({ clientIdentity }: Pick<Context, 'clientIdentity'>): Identity {
  const certificate = readCertificate(clientIdentity.getIDBytes());
  if (!certificate) throw new ExchangeError('CALLER_UNKNOWN', { reason: 'identity-is-not-a-certificate' });
  return {
    mspId: clientIdentity.getMSPID(),
    participantId: readText(clientIdentity.getAttributeValue(participantAttribute)),
    certHash: hashBytes(certificate.der),
    isAdmin: certificate.units.includes('admin'),
    isClient: certificate.units.includes('client'),
  };
}

/** Returns an attribute that is a text: an organisation's CA can write any JSON into its certificates, although the types do not say so. */
function readText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
