import { findAttribute, hashBytes, participantAttribute, readCertificate, type Identity } from '@databund/model';
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
  const actor = role === 'admin' ? `admin@${mspId}` : readOnce(certificate).participantId;
  return { mspId, role, certHash: fingerprint, actor };
}

/** Returns the actor of a transaction for a report; nothing if its creator's signature or certificate does not hold. */
export function describeActor({ transaction, config }: Pick<ValidTransaction, 'transaction' | 'config'>): { readonly actor?: string } {
  const creator = readCreator(transaction, config);
  return creator ? { actor: describeSigner(toChangeSigner(creator)) } : {};
}

/** Returns what a signer's certificate says, as the chaincode reads it. */
export function toIdentity({ mspId, certificate }: { readonly mspId: string; readonly certificate: DerHolder }): Identity {
  return { mspId, ...readOnce(certificate) };
}

/** A certificate as the verifier has it. */
type DerHolder = Pick<Signer['certificate'], 'raw'>;
type CertificateFacts = Omit<Identity, 'mspId'>;

const known = new WeakMap<DerHolder, CertificateFacts>();

/** Reads a certificate once by the function of the contracts, so that no two readers take another participant from it. */
function readOnce(holder: DerHolder): CertificateFacts {
  const facts = known.get(holder) ?? readFacts(holder.raw);
  known.set(holder, facts);
  return facts;
}

function readFacts(der: Uint8Array): CertificateFacts {
  const certificate = readCertificate(der);
  return {
    participantId: certificate && findAttribute(certificate, participantAttribute),
    certHash: hashBytes(der),
    isAdmin: certificate?.units.includes('admin') === true,
    isClient: certificate?.units.includes('client') === true,
  };
}
