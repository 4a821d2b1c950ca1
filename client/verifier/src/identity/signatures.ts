import { concatBytes } from '../blocks/bytes';
import type { Action, Endorsement, Transaction } from '../blocks/transaction';
import { isSignedBy, verifyBeside } from './certificate';
import { findIdentity } from './identity';

/** Bytes with the identity that is said to have signed them. */
interface SignedMessage {
  readonly identity: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** What was found about the signature of a creator or of an endorser, so that each is verified once. */
const verified = new WeakMap<Transaction | Endorsement, boolean>();

/** Returns whether the key that a transaction names as its creator's signed it. */
export function isCreatorSigned(transaction: Transaction): boolean {
  return verifyOnce(transaction, () => toCreatorMessage(transaction));
}

/** Returns whether the key that an endorsement names signed the result and the identity. */
export function isEndorsementSigned(action: Action, endorsement: Endorsement): boolean {
  return verifyOnce(endorsement, () => toEndorsementMessage(action, endorsement));
}

/** Verifies all signatures of a transaction beside the main thread, so that the questions above are answered at once. */
export async function verifySignaturesBeside(transaction: Transaction): Promise<void> {
  const { action } = transaction;
  const pending = (action?.endorsements ?? []).map((each) => action && remember(each, toEndorsementMessage(action, each)));
  await Promise.all([remember(transaction, toCreatorMessage(transaction)), ...pending]);
}

/** Assumes all signatures of a transaction: an earlier run verified the same bytes. */
export function assumeSignatures(transaction: Transaction): void {
  for (const each of [transaction, ...(transaction.action?.endorsements ?? [])]) verified.set(each, true);
}

/** Returns whether somebody signed a message, whoever it is. */
export function isSigned({ identity, message, signature }: SignedMessage): boolean {
  const signer = findIdentity(identity);
  return signer !== undefined && isSignedBy(signer.key, message, signature);
}

function verifyOnce(signed: Transaction | Endorsement, toMessage: () => SignedMessage): boolean {
  const known = verified.get(signed) ?? isSigned(toMessage());
  verified.set(signed, known);
  return known;
}

async function remember(signed: Transaction | Endorsement, { identity, message, signature }: SignedMessage): Promise<void> {
  const signer = findIdentity(identity);
  verified.set(signed, signer !== undefined && (await verifyBeside(signer.key, message, signature)));
}

function toCreatorMessage({ creator, payload, signature }: Transaction): SignedMessage {
  return { identity: creator, message: payload, signature };
}

function toEndorsementMessage({ payload }: Action, { endorser, signature }: Endorsement): SignedMessage {
  return { identity: endorser, message: concatBytes(payload, endorser), signature };
}
