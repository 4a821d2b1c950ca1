import { hashBytes, participantAttribute, type Identity } from '@databund/model';
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
export function toChangeSigner({ mspId, role, fingerprint, attributes }: Signer): ChangeSigner {
  const actor = role === 'admin' ? `admin@${mspId}` : attributes[participantAttribute];
  return { mspId, role, certHash: fingerprint, actor };
}

/** Returns the actor of a transaction for a report; nothing if its creator's signature or certificate does not hold. */
export function describeActor({ transaction, config }: Pick<ValidTransaction, 'transaction' | 'config'>): { readonly actor?: string } {
  const creator = readCreator(transaction, config);
  return creator ? { actor: describeSigner(toChangeSigner(creator)) } : {};
}

/** Returns what a signer's certificate says, as the chaincode reads it. */
export function toIdentity({ mspId, certificate, attributes, units }: Signer): Identity {
  return {
    mspId,
    participantId: attributes[participantAttribute],
    certHash: hashBytes(certificate.raw),
    isAdmin: units.includes('admin'),
    isClient: units.includes('client'),
  };
}
