import { common } from '@hyperledger/fabric-protos';
import type { Block } from './block';
import { isSignedBy } from './certificate';
import type { ChannelConfig } from './channel-config';
import type { Signer } from './membership';
import { nobody } from './policy';

/** Says whether those who order the channel signed a block as its block validation policy asks; at least one of them always. */
export function isSignedByOrderers({ signatures, header }: Block, config: ChannelConfig): boolean {
  const value = signatures.getValue_asU8();
  const signers = new Set<Signer>();
  for (const each of signatures.getSignaturesList()) {
    const { serialized, named } = signerOf(each, config);
    const signer = config.membership.signer(serialized);
    if (!signer || signer.invalid !== undefined || !config.orderers.has(signer.mspId)) continue;
    if (isSignedBy(signer.key, Buffer.concat([value, named, header]), each.getSignature_asU8())) signers.add(signer);
  }
  return signers.size > 0 && (config.policies.get('/Channel/Orderer/BlockValidation') ?? nobody)([...signers]);
}

/** Who a signature says it is from: Raft’s orderers by their identity, Byzantine ones by their number. `named` is what then is signed. */
function signerOf(
  signature: common.MetadataSignature,
  { consenters }: ChannelConfig,
): { readonly serialized: Uint8Array; readonly named: Uint8Array } {
  const header = signature.getSignatureHeader_asU8();
  if (header.length > 0) return { serialized: creatorIn(header), named: header };
  const named = signature.getIdentifierHeader_asU8();
  return { serialized: consenters.get(identifierIn(named)) ?? new Uint8Array(), named };
}

/** A header that cannot be read names nobody. */
function creatorIn(header: Uint8Array): Uint8Array {
  try {
    return common.SignatureHeader.deserializeBinary(header).getCreator_asU8();
  } catch {
    return new Uint8Array();
  }
}

function identifierIn(header: Uint8Array): number {
  try {
    return common.IdentifierHeader.deserializeBinary(header).getIdentifier();
  } catch {
    return -1;
  }
}
