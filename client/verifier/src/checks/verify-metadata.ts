import type { Block } from '../blocks/block';
import type { Findings } from '../report';

/** Number of entries in the metadata of a block (common.BlockMetadataIndex). */
const metadataEntries = 5;

/**
 * Checks what no hash and no signature covers: that a block contains nothing but what Fabric writes, and names the configuration in force.
 * @param lastConfig number of the block with the last configuration, this block's own included
 */
export function verifyMetadata(block: Block, lastConfig: number, findings: Findings): void {
  const at = { block: block.number };
  const { lastConfig: named } = block.signatures;
  for (const details of block.notes) findings.report({ ...at, code: 'FIELD_UNKNOWN', details });
  for (const details of [...listUnexpected(block), ...(block.number === 0 ? listSigned(block) : [])])
    findings.report({ ...at, code: 'METADATA_UNEXPECTED', details });
  // A block behind block 0 that names none is not signed either, which is reported.
  if (named === lastConfig || (named < 0 && block.number > 0)) return;
  const details = `names the configuration of block ${String(named)}, that of block ${String(lastConfig)} expected`;
  findings.report({ ...at, code: 'LAST_CONFIG', details });
}

function listUnexpected({ otherMetadata, metadataCount }: Block): readonly string[] {
  const filled = [...otherMetadata].filter(([, bytes]) => bytes.length > 0);
  return [
    ...filled.map(([index, { length }]) => `entry ${String(index)} of the metadata has ${String(length)} bytes, an empty entry expected`),
    ...(metadataCount === metadataEntries ? [] : [`${String(metadataCount)} entries of metadata, ${String(metadataEntries)} expected`]),
  ];
}

/** Lists what block 0 cannot have: nobody orders it, and no peer computes a commit hash for it. */
function listSigned({ signatures, commitHash }: Block): readonly string[] {
  return [
    ...(signatures.list.length > 0 ? ['block 0 is signed, no signature expected'] : []),
    ...(commitHash.length > 0 ? ['block 0 has a commit hash, none expected'] : []),
  ];
}
