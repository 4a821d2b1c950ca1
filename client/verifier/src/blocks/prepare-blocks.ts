import { assumeSignatures, verifySignaturesBeside } from '../identity/signatures';
import { decodeBlock } from './block';
import { decodeTransaction, type Transaction } from './transaction';

/** Blocks of a channel from block 0 on, each a serialised common.Block. */
export type Blocks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Options of the preparation of blocks. */
export interface Preparation {
  /** False verifies each signature only when it is asked for, on the thread that asks. */
  readonly isParallel?: boolean;
  /** Number of first blocks whose signatures an earlier run verified, over the same bytes. */
  readonly verifiedBlocks?: number;
}

/** Bytes of blocks that are read ahead, so that all cores have work while memory stays bounded. */
const aheadBytes = 4 * 1024 * 1024;
const aheadBlocks = 64;

interface Prepared {
  readonly bytes: Uint8Array;
  readonly verified: Promise<unknown>;
}

/**
 * Decodes blocks ahead and verifies their signatures beside the main thread, if the platform can. Who reads the same bytes afterwards finds
 * both done.
 */
export async function* prepareBlocks(
  blocks: Blocks,
  { isParallel = true, verifiedBlocks = 0 }: Preparation = {},
): AsyncGenerator<Uint8Array> {
  const ahead: Prepared[] = [];
  let [number, waitingBytes] = [0, 0];
  const take = async (): Promise<Uint8Array> => {
    const { bytes = new Uint8Array(), verified } = ahead.shift() ?? {};
    await verified;
    waitingBytes -= bytes.length;
    return bytes;
  };
  for await (const bytes of blocks) {
    ahead.push({ bytes, verified: prepare(bytes, { isAssumed: number < verifiedBlocks, isParallel }) });
    number += 1;
    waitingBytes += bytes.length;
    while (waitingBytes > aheadBytes || ahead.length > aheadBlocks) yield await take();
  }
  while (ahead.length > 0) yield await take();
}

interface Step {
  readonly isAssumed: boolean;
  readonly isParallel: boolean;
}

async function prepare(bytes: Uint8Array, { isAssumed, isParallel }: Step): Promise<void> {
  if (!isAssumed && !isParallel) return;
  if (isAssumed) assumeVerified(bytes);
  else await Promise.all(listTransactions(bytes).map(verifySignaturesBeside));
}

/** Assumes that all signatures in a block hold: an earlier run verified the same bytes. */
export function assumeVerified(block: Uint8Array): void {
  listTransactions(block).forEach(assumeSignatures);
}

/** Returns the transactions that can be read; who verifies the block reports the others. */
function listTransactions(bytes: Uint8Array): readonly Transaction[] {
  try {
    return decodeBlock(bytes).data.flatMap((envelope) => tryDecode(envelope) ?? []);
  } catch {
    return [];
  }
}

function tryDecode(envelope: Uint8Array): Transaction | undefined {
  try {
    return decodeTransaction(envelope);
  } catch {
    return undefined;
  }
}
