import { VerifierError } from '../verifier-error';

/** A height at which somebody saw the ledger, and the header hash of its last block then, hex. */
export interface Checkpoint {
  /** Number of blocks: the last one has the number height - 1. */
  readonly height: number;
  readonly hash: string;
}

const form = /^([1-9]\d{0,14}):([0-9a-f]{64})$/i;

/** Reads `HEIGHT:HASH`. @throws CHECKPOINT_MALFORMED */
export function parseCheckpoint(text: string): Checkpoint {
  const [, height, hash] = form.exec(text) ?? [];
  if (height === undefined || hash === undefined)
    throw new VerifierError(
      'CHECKPOINT_MALFORMED',
      `"${text}" is no checkpoint: HEIGHT:HASH expected, such as the report's blocks:lastBlockHash.`,
    );
  return { height: Number(height), hash: hash.toLowerCase() };
}
