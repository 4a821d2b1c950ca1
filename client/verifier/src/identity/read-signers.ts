import type { ChannelConfig } from '../blocks/channel-config';
import type { Transaction } from '../blocks/transaction';
import { isSignedBy } from './certificate';
import type { Signer } from './membership';

/** Returns who created a transaction; `undefined` if the certificate or the signature does not hold. */
export function readCreator({ creator, payload, signature }: Transaction, config: ChannelConfig): Signer | undefined {
  return readSigner(config, creator, payload, signature);
}

/** Returns who endorsed a transaction, leaving out those whose certificate or signature does not hold. */
export function readEndorsers({ action }: Transaction, config: ChannelConfig): readonly Signer[] {
  if (!action) return [];
  return action.endorsements.flatMap(
    ({ endorser, signature }) => readSigner(config, endorser, Buffer.concat([action.payload, endorser]), signature) ?? [],
  );
}

/** Returns who signed a message; `undefined` if the certificate or the signature does not hold. */
export function readSigner(
  { membership }: ChannelConfig,
  identity: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Signer | undefined {
  const signer = membership.findSigner(identity);
  if (!signer || signer.invalid !== undefined) return undefined;
  return isSignedBy(signer.key, message, signature) ? signer : undefined;
}
