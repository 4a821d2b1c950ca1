import type { Block, BlockSignature } from '../blocks/block';
import { concatBytes } from '../blocks/bytes';
import type { ChannelConfig } from '../blocks/channel-config';
import type { Signer } from '../identity/membership';
import { denyAll } from '../identity/policy';
import { isSigned } from '../identity/signatures';
import { common } from '../wire/forms';
import { Message } from '../wire/message';

/**
 * Returns why the orderers' signatures under a block are not what the channel's BlockValidation policy requires; `undefined` if they are.
 * Requires at least one signature, that each holds, and that no orderer signed twice.
 */
export function findSignatureFault({ signatures, header }: Block, config: ChannelConfig): string | undefined {
  const signers = new Map<string, Signer>();
  for (const each of signatures.list) {
    const { identity, signedHeader } = readIdentity(each, config);
    const signer = config.membership.findSigner(identity);
    const message = concatBytes(signatures.value, signedHeader, header);
    if (!signer || !isSigned({ identity, message, signature: each.signature })) return 'a signature does not match block and signer';
    const fault = findSignerFault(signer, config);
    if (fault !== undefined) return fault;
    if (signers.has(signer.fingerprint)) return `an orderer of ${signer.mspId} signed twice`;
    signers.set(signer.fingerprint, signer);
  }
  if (signers.size === 0) return 'no orderer signed it';
  const policy = config.policies.get('/Channel/Orderer/BlockValidation') ?? denyAll;
  const names = [...signers.values()].map(({ mspId, role }) => `${mspId}.${role ?? 'member'}`).join(', ');
  return policy.isSatisfiedBy([...signers.values()]) ? undefined : `signed by ${names}, ${policy.text} expected`;
}

function findSignerFault({ invalid, mspId }: Signer, { orderers }: ChannelConfig): string | undefined {
  if (invalid !== undefined) return invalid;
  return orderers.has(mspId) ? undefined : `signed by ${mspId}, which orders nothing; ${[...orderers].join(', ')} expected`;
}

interface SignatureIdentity {
  /** SerializedIdentity; empty if it cannot be read. */
  readonly identity: Uint8Array;
  /** The header that is signed together with the block's. */
  readonly signedHeader: Uint8Array;
}

/** Reads who signed: Raft orderers name their identity, BFT orderers their number. */
function readIdentity({ signatureHeader, identifierHeader }: BlockSignature, { consenters }: ChannelConfig): SignatureIdentity {
  if (signatureHeader.length > 0 && identifierHeader.length === 0)
    return { identity: readCreator(signatureHeader), signedHeader: signatureHeader };
  const number = signatureHeader.length > 0 ? -1 : readIdentifier(identifierHeader);
  return { identity: consenters.get(number) ?? new Uint8Array(), signedHeader: identifierHeader };
}

function readCreator(header: Uint8Array): Uint8Array {
  const notes: string[] = [];
  try {
    const creator = new Message(header, common.SignatureHeader, notes).getBytes('creator');
    return notes.length === 0 ? creator : new Uint8Array();
  } catch {
    return new Uint8Array();
  }
}

function readIdentifier(header: Uint8Array): number {
  const notes: string[] = [];
  try {
    const identifier = new Message(header, common.IdentifierHeader, notes).getInteger('identifier');
    return notes.length === 0 ? identifier : -1;
  } catch {
    return -1;
  }
}
