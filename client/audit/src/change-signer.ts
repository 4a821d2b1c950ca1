import { findAttribute, hashBytes, participantAttribute, readCertificate, type Certificate, type Identity } from '@databund/model';
import { readCreator, type Signer, type ValidTransaction } from '@databund/ledger-verifier';

/** Someone who signed a change. */
export interface ChangeSigner {
  readonly mspId: string;
  readonly role: Signer['role'];
  /** SHA-256 of the certificate's DER, lower-case hex. */
  readonly certHash: string;
  /** The participant that the certificate names, or `admin@<MSP id>`; `undefined` if it is neither. */
  readonly actor: string | undefined;
}

/** Returns who signed a change as one phrase for a report. */
export function describeSigner({ actor, mspId, certHash }: Pick<ChangeSigner, 'actor' | 'mspId' | 'certHash'>): string {
  return `${actor ?? 'no participant'} of ${mspId} with certificate ${certHash}`;
}

/** Returns a signer as the exchange records it. */
export function toChangeSigner({ mspId, role, fingerprint, certificate }: Signer): ChangeSigner {
  const actor = role === 'admin' ? `admin@${mspId}` : findParticipantId(readOnce(certificate));
  return { mspId, role, certHash: fingerprint, actor };
}

/** Returns the actor of a transaction for a report; nothing if its creator's signature or certificate does not hold. */
export function describeActor({ transaction, config }: Pick<ValidTransaction, 'transaction' | 'config'>): { readonly actor?: string } {
  const creator = readCreator(transaction, config);
  return creator ? { actor: describeSigner(toChangeSigner(creator)) } : {};
}

/** Returns what a signer's certificate says, as the chaincode reads it. */
export function toIdentity({ mspId, certificate }: { readonly mspId: string; readonly certificate: DerHolder }): Identity {
  const known = readOnce(certificate);
  return {
    mspId,
    participantId: findParticipantId(known),
    certHash: hashBytes(certificate.raw),
    isAdmin: known?.units.includes('admin') === true,
    isClient: known?.units.includes('client') === true,
  };
}

/** A certificate as the verifier has it. */
type DerHolder = Pick<Signer['certificate'], 'raw'>;

const certificates = new WeakMap<DerHolder, Certificate | undefined>();

/** Reads a certificate once by the function of the contracts, so that no two readers take another participant from it. */
function readOnce(certificate: DerHolder): Certificate | undefined {
  if (!certificates.has(certificate)) certificates.set(certificate, readCertificate(certificate.raw));
  return certificates.get(certificate);
}

function findParticipantId(certificate: Certificate | undefined): string | undefined {
  return certificate && findAttribute(certificate, participantAttribute);
}
