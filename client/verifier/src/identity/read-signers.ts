import type { ChannelConfig } from '../blocks/channel-config';
import type { Transaction } from '../blocks/transaction';
import { isCreatorSigned, isEndorsementSigned } from './signatures';
import type { Signer } from './membership';

/** Returns who created a transaction; `undefined` if the certificate or the signature does not hold. */
export function readCreator(transaction: Transaction, { membership }: ChannelConfig): Signer | undefined {
  const signer = membership.findSigner(transaction.creator);
  return signer?.invalid === undefined && isCreatorSigned(transaction) ? signer : undefined;
}

/** Returns who endorsed a transaction, leaving out those whose certificate or signature does not hold. */
export function readEndorsers({ action }: Transaction, { membership }: ChannelConfig): readonly Signer[] {
  if (!action) return [];
  return action.endorsements.flatMap((endorsement) => {
    const signer = membership.findSigner(endorsement.endorser);
    return signer?.invalid === undefined && signer && isEndorsementSigned(action, endorsement) ? [signer] : [];
  });
}
