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
  for (const details of block.notes) findings.report({ ...at, code: 'FIELD_UNKNOWN', details });
  for (const [index, bytes] of block.otherMetadata) {
    if (bytes.length === 0) continue;
    const details = `entry ${String(index)} of the metadata has ${String(bytes.length)} bytes, an empty entry expected`;
    findings.report({ ...at, code: 'METADATA_UNEXPECTED', details });
  }
  if (block.metadataCount !== metadataEntries) {
    const details = `${String(block.metadataCount)} entries of metadata, ${String(metadataEntries)} expected`;
    findings.report({ ...at, code: 'METADATA_UNEXPECTED', details });
  }
  const { signatures, number, commitHash } = block;
  // A block behind block 0 that names none is not signed either, which is reported.
  const isNamed = signatures.lastConfig >= 0 || number === 0;
  if (isNamed && signatures.lastConfig !== lastConfig) {
    const details = `names the configuration of block ${String(signatures.lastConfig)}, that of block ${String(lastConfig)} expected`;
    findings.report({ ...at, code: 'LAST_CONFIG', details });
  }
  if (number > 0) return;
  if (signatures.list.length > 0) findings.report({ ...at, code: 'METADATA_UNEXPECTED', details: 'block 0 is signed, no signature expected' });
  if (commitHash.length > 0) findings.report({ ...at, code: 'METADATA_UNEXPECTED', details: 'block 0 has a commit hash, none expected' });
}
