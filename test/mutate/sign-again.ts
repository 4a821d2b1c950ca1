import { common } from '@hyperledger/fabric-protos';
import { hashBlockData, hashBlockHeader } from '@databund/devnet/internal/proto/block-header';
import type { Signer } from '@databund/devnet/internal/endorser/endorser';
import { signBlock } from '../support/signed-block';

const { SIGNATURES, TRANSACTIONS_FILTER, COMMIT_HASH } = common.BlockMetadataIndex;

/** Returns a block whose data hash is that of its data, as who has no key could repair it. */
export function repairDataHash(bytes: Uint8Array): Uint8Array {
  const block = common.Block.deserializeBinary(bytes);
  block.getHeader()?.setDataHash(hashBlockData(block.getData()?.getDataList_asU8() ?? []));
  return block.serializeBinary();
}

/** Returns a chain in which the orderer signed a changed block and all behind it again, so that all hashes and signatures hold. */
export function signAgain(blocks: readonly Uint8Array[], from: number, orderer: Signer): readonly Uint8Array[] {
  const chain = blocks.slice(0, from);
  let previousHash = from === 0 ? new Uint8Array() : hashHeader(chain.at(-1) ?? new Uint8Array());
  for (const bytes of blocks.slice(from)) {
    const signed = signOne(bytes, previousHash, orderer);
    chain.push(signed.bytes);
    previousHash = Uint8Array.from(signed.headerHash);
  }
  return chain;
}

function signOne(
  bytes: Uint8Array,
  previousHash: Uint8Array,
  orderer: Signer,
): { readonly bytes: Uint8Array; readonly headerHash: Uint8Array } {
  const block = common.Block.deserializeBinary(bytes);
  const header = block.getHeader() ?? new common.BlockHeader();
  const data = block.getData() ?? new common.BlockData();
  const metadata = block.getMetadata()?.getMetadataList_asU8() ?? [];
  const readValue = (index: number) => common.Metadata.deserializeBinary(metadata[index] ?? new Uint8Array()).getValue_asU8();
  const lastConfig = common.OrdererBlockMetadata.deserializeBinary(readValue(SIGNATURES)).getLastConfig();
  return signBlock(
    {
      number: header.getNumber(),
      previousHash,
      data: data.getDataList_asU8(),
      flags: metadata[TRANSACTIONS_FILTER] ?? new Uint8Array(),
      commitHash: readValue(COMMIT_HASH),
      lastConfig: lastConfig?.getIndex() ?? 0,
    },
    orderer,
  );
}

function hashHeader(bytes: Uint8Array): Uint8Array {
  const header = common.Block.deserializeBinary(bytes).getHeader() ?? new common.BlockHeader();
  return hashBlockHeader({ number: header.getNumber(), previousHash: header.getPreviousHash_asU8(), dataHash: header.getDataHash_asU8() });
}
