import type { Block } from '../blocks/block';
import { computeSha256, isSameBytes, toHex } from '../blocks/bytes';
import type { Findings } from '../report';
import { validationCodes } from './validation-codes';

/** Checks that blocks follow one another: numbers, hashes, and one flag per transaction. */
export class ChainVerifier {
  /** Header hash of the last block; `undefined` after a block that cannot be read. */
  private lastHash: Uint8Array | undefined = new Uint8Array();
  private nextNumber = 0;

  /** Header hash of the last block, hex; empty before the first block. */
  get lastBlockHash(): string {
    return toHex(this.lastHash ?? new Uint8Array());
  }

  /** Returns the number that the next block should have. */
  beginBlock(): number {
    this.nextNumber += 1;
    return this.nextNumber - 1;
  }

  /** Checks a block against the one before. Reports a gap once: the blocks behind it are compared with the number found. */
  verify(block: Block, expected: number, findings: Findings): void {
    const at = { block: block.number };
    if (block.number !== expected) findings.report({ ...at, code: 'BLOCK_NUMBER', details: describeGap(block.number, expected) });
    if (this.lastHash) findings.check('hashChain', isSameBytes(block.previousHash, this.lastHash), { ...at, code: 'PREVIOUS_HASH' });
    findings.check('hashChain', isSameBytes(block.dataHash, computeSha256(...block.data)), { ...at, code: 'DATA_HASH' });
    if (block.data.length === 0) findings.report({ ...at, code: 'BLOCK_EMPTY', details: 'no transaction, at least one expected' });
    if (!hasAllFlags(block)) findings.report({ ...at, code: 'FLAGS_MISSING', details: describeFlags(block) });
    this.nextNumber = block.number + 1;
    this.lastHash = block.headerHash;
  }

  /** Forgets the last block's hash if the block cannot be read: the next block's previous hash cannot be checked then. */
  forgetHash(): void {
    this.lastHash = undefined;
  }
}

/** Says which blocks are missing, if a block comes too early. */
function describeGap(number: number, expected: number): string {
  const missing = number > expected ? `: blocks ${String(expected)} to ${String(number - 1)} are missing` : '';
  return `number ${String(number)}, ${String(expected)} expected${missing}`;
}

const { NOT_VALIDATED } = validationCodes;

function hasAllFlags({ flags, data }: Block): boolean {
  return flags.length === data.length && !flags.includes(NOT_VALIDATED);
}

function describeFlags({ flags, data }: Block): string {
  const validated = flags.filter((flag) => flag !== NOT_VALIDATED).length;
  return `${String(validated)} validation flags, ${String(data.length)} expected`;
}
