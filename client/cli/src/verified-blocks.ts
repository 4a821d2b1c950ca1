import { createHash } from 'node:crypto';
import { existsSync, writeFileSync } from 'node:fs';
import { Type, type Static } from '@sinclair/typebox';
import { listErrors } from '@databund/model';
import { parseJson, readText } from './local-paths';
import { UsageError } from './usage-error';

const VerifiedForm = Type.Object({ blocks: Type.Integer({ minimum: 0 }), digest: Type.String() });
type Verified = Static<typeof VerifiedForm>;

/** Number of blocks after which the file is written again. */
const interval = 500;

/**
 * Remembers in a file how many blocks an interrupted verification found without fault, and a digest of their bytes. A later run over the
 * same bytes does not verify their signatures again.
 */
export class VerifiedBlocks {
  private digest: Buffer = Buffer.alloc(0);
  private blocks = 0;
  /** Digests after the blocks that are read and not yet remembered. */
  private readonly waiting: Verified[] = [];
  private dropped = 0;

  constructor(private readonly path: string) {}

  /** Returns how many of these first blocks an earlier run verified: all that it remembers, or 0 if their bytes are others. @throws UsageError JSON_INVALID */
  countVerified(saved: Iterable<Uint8Array>): number {
    const verified = this.read();
    let [digest, count]: [Buffer, number] = [Buffer.alloc(0), 0];
    for (const bytes of saved) {
      if (count === verified.blocks) break;
      digest = extend(digest, bytes);
      count += 1;
    }
    return count === verified.blocks && digest.toString('hex') === verified.digest ? count : 0;
  }

  /** Yields blocks, and adds each to the digest. */
  async *follow(blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const bytes of blocks) {
      this.digest = extend(this.digest, bytes);
      this.blocks += 1;
      this.waiting.push({ blocks: this.blocks, digest: this.digest.toString('hex') });
      yield bytes;
    }
  }

  /** Remembers that so many blocks were found without fault. */
  remember(blocks: number): void {
    const verified = this.waiting[blocks - 1 - this.dropped];
    if (!verified || blocks % interval !== 0) return;
    this.write(verified);
    this.waiting.splice(0, blocks - this.dropped);
    this.dropped = blocks;
  }

  /** Remembers all blocks that were followed. */
  finish(): void {
    if (this.blocks > 0) this.write({ blocks: this.blocks, digest: this.digest.toString('hex') });
  }

  private write(verified: Verified): void {
    writeFileSync(this.path, `${JSON.stringify(verified)}\n`);
  }

  private read(): Verified {
    if (!existsSync(this.path)) return { blocks: 0, digest: '' };
    const value = parseJson(readText(this.path), `${this.path} is not a file of --resume: it is not JSON`);
    if (!isVerified(value)) throw new UsageError('JSON_INVALID', `${this.path} is not a file of --resume: it needs "blocks" and "digest"`);
    return value;
  }
}

function isVerified(value: unknown): value is Verified {
  return listErrors(VerifiedForm, value).length === 0;
}

function extend(digest: Buffer, block: Uint8Array): Buffer {
  return createHash('sha256').update(digest).update(createHash('sha256').update(block).digest()).digest();
}
