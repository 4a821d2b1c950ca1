import { ExchangeError, findAttribute, hashBytes, participantAttribute, readCertificate, type Identity } from '@databund/model';
import type { Context } from 'fabric-contract-api';

/** Reads what the caller's certificate says. Units and attributes come from its DER, as the audit reads them. @throws CALLER_UNKNOWN */
export function readIdentity({ clientIdentity }: Pick<Context, 'clientIdentity'>): Identity {
  const certificate = readCertificate(clientIdentity.getIDBytes());
  if (!certificate) throw new ExchangeError('CALLER_UNKNOWN', { reason: 'identity-is-not-a-certificate' });
  return {
    mspId: clientIdentity.getMSPID(),
    participantId: findAttribute(certificate, participantAttribute),
    certHash: hashBytes(certificate.der),
    isAdmin: certificate.units.includes('admin'),
    isClient: certificate.units.includes('client'),
  };
}
