import { open, type FileHandle } from 'node:fs/promises';
import { hashBlockData } from '../proto/block-header';
import { decodeBlock, type StoredBlock } from './block';
import { frameHeaderSize, frameRecord, matchesFrame, readFrameHeader } from './block-frame';

/** Blocks on disk are not what was written; nothing is cut off, for they may have been acknowledged. */
export class CorruptBlockError extends Error {
  override readonly name = 'CorruptBlockError';

  constructor(
    readonly blockNumber: number,
    reason: string,
  ) {
    super(`block ${blockNumber} of the block store ${reason}; restore the ledger's folder from a copy`);
  }
}

/** The chain of blocks in one file that only grows. What `append` has resolved survives the process. */
export class BlockStore {
  private readonly offsets: number[] = [];
  private end = 0;
  private last: StoredBlock | undefined;
  private isTorn = false;

  private constructor(private readonly file: FileHandle) {}

  /** Opens or creates the file, verifies every block and cuts off a torn tail. @throws CorruptBlockError. */
  static async open(path: string): Promise<BlockStore> {
    const store = new BlockStore(await open(path, 'a+', 0o600));
    try {
      await store.scan();
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  }

  get height(): number {
    return this.offsets.length;
  }

  get lastBlock(): StoredBlock | undefined {
    return this.last;
  }

  /** Writes a block that follows the last one and waits until it is on disk. Where that fails nothing of it counts, and it may be tried again. */
  async append(block: StoredBlock, bytes: Uint8Array): Promise<void> {
    this.checkIsNext(block);
    const frame = frameRecord(bytes);
    if (this.isTorn) await this.truncateTail();
    this.isTorn = true;
    try {
      await this.file.appendFile(frame);
      await this.file.datasync();
    } catch (error) {
      await this.truncateTail().catch(() => undefined); // What failed first is the reason; the next append begins with this.
      throw error;
    }
    this.isTorn = false;
    this.remember(block, frame.length);
  }

  /** PB(common.Block); undefined beyond the height. */
  async read(blockNumber: number): Promise<Uint8Array | undefined> {
    const start = this.offsets[blockNumber];
    if (start === undefined) return undefined;
    const size = (this.offsets[blockNumber + 1] ?? this.end) - start;
    return (await this.readAt(start, size)).subarray(frameHeaderSize);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  private async scan(): Promise<void> {
    const { size } = await this.file.stat();
    for (let isWhole = true; isWhole && this.end < size;) isWhole = await this.scanRecord(size);
    if (this.end < size) await this.truncateTail();
  }

  /** Whether a whole record stands at the end of what is known. */
  private async scanRecord(size: number): Promise<boolean> {
    const header = await this.readAt(this.end, Math.min(frameHeaderSize, size - this.end));
    const frame = readFrameHeader(header, size - this.end - frameHeaderSize);
    if (frame.kind === 'corrupt') throw new CorruptBlockError(this.height, 'has a damaged length');
    if (frame.kind === 'torn') return false;
    const record = await this.readAt(this.end + frameHeaderSize, frame.length);
    if (!matchesFrame(record, frame.hash)) throw new CorruptBlockError(this.height, 'differs from its checksum');
    const block = decodeBlock(record);
    this.checkIsNext(block);
    if (!hashBlockData(block.data).equals(block.dataHash))
      throw new CorruptBlockError(this.height, 'holds other data than its header says');
    this.remember(block, frameHeaderSize + frame.length);
    return true;
  }

  private async truncateTail(): Promise<void> {
    await this.file.truncate(this.end);
    await this.file.datasync();
    this.isTorn = false;
  }

  private checkIsNext(block: StoredBlock): void {
    const previousHash = this.last?.headerHash ?? new Uint8Array();
    if (block.number !== this.height) throw new CorruptBlockError(this.height, `is numbered ${block.number}`);
    if (Buffer.compare(block.previousHash, previousHash) !== 0) throw new CorruptBlockError(this.height, 'does not follow the one before');
  }

  private remember(block: StoredBlock, size: number): void {
    this.offsets.push(this.end);
    this.end += size;
    this.last = block;
  }

  private async readAt(position: number, length: number): Promise<Buffer> {
    const buffer = Buffer.alloc(length);
    const { bytesRead } = await this.file.read(buffer, 0, length, position);
    return buffer.subarray(0, bytesRead);
  }
}
