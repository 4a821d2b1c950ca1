import type { Block } from '../blocks/block';
import type { ChannelConfig } from '../blocks/channel-config';
import type { Signer } from '../identity/membership';
import { denyAll } from '../identity/policy';
import { readSigner } from '../identity/read-signers';
import { common } from '../protos';

/** Returns whether orderers signed a block as the channel's BlockValidation policy requires. Requires at least one signature always. */
export function isSignedByOrderers({ signatures, header }: Block, config: ChannelConfig): boolean {
  const value = signatures.getValue_asU8();
  const signers = new Set<Signer>();
  for (const each of signatures.getSignaturesList()) {
    const { identity, signedHeader } = readIdentity(each, config);
    const signer = readSigner(config, identity, Buffer.concat([value, signedHeader, header]), each.getSignature_asU8());
    if (signer && config.orderers.has(signer.mspId)) signers.add(signer);
  }
  return signers.size > 0 && (config.policies.get('/Channel/Orderer/BlockValidation') ?? denyAll)([...signers]);
}

interface SignatureIdentity {
  /** SerializedIdentity; empty if it cannot be read. */
  readonly identity: Uint8Array;
  /** The header that is signed together with the block's. */
  readonly signedHeader: Uint8Array;
}

/** Reads who signed: Raft orderers name their identity, BFT orderers their number. */
function readIdentity(signature: common.MetadataSignature, { consenters }: ChannelConfig): SignatureIdentity {
  const header = signature.getSignatureHeader_asU8();
  if (header.length > 0) return { identity: readCreator(header), signedHeader: header };
  const signedHeader = signature.getIdentifierHeader_asU8();
  return { identity: consenters.get(readIdentifier(signedHeader)) ?? new Uint8Array(), signedHeader };
}

function readCreator(header: Uint8Array): Uint8Array {
  try {
    return common.SignatureHeader.deserializeBinary(header).getCreator_asU8();
  } catch {
    return new Uint8Array();
  }
}

function readIdentifier(header: Uint8Array): number {
  try {
    return common.IdentifierHeader.deserializeBinary(header).getIdentifier();
  } catch {
    return -1;
  }
}
