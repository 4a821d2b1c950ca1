import { open, type FileHandle } from 'node:fs/promises';
import { hashBlockData } from '../proto/block-header';
import { DevnetError } from '../errors';
import { decodeBlock, type StoredBlock } from './block';
import { frameHeaderSize, encodeFrame, hasHash, readFrameHeader } from './block-frame';

/** The chain of blocks in an append-only file. A block survives the process once `append` has resolved. */
export class BlockStore {
  private readonly offsets: number[] = [];
  private end = 0;
  private last: StoredBlock | undefined;
  private isTorn = false;

  private constructor(private readonly file: FileHandle) {}

  /** Opens or creates the file, verifies every block and cuts off a torn tail. @throws BLOCKS_CORRUPT */
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

  /** Writes the next block and waits until it is on disk. A failed call leaves nothing behind and can be repeated. */
  async append(block: StoredBlock, bytes: Uint8Array): Promise<void> {
    this.checkIsNext(block);
    const frame = encodeFrame(bytes);
    if (this.isTorn) await this.truncateTail();
    this.isTorn = true;
    try {
      await this.file.appendFile(frame);
      await this.file.datasync();
    } catch (error) {
      await this.truncateTail().catch(() => undefined); // The first error is the reason; the next append truncates again.
      throw error;
    }
    this.isTorn = false;
    this.remember(block, frame.length);
  }

  /** Reads PB(common.Block); undefined above the height. */
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

  /** Verifies the record behind the known ones; false if it is torn. */
  private async scanRecord(size: number): Promise<boolean> {
    const header = await this.readAt(this.end, Math.min(frameHeaderSize, size - this.end));
    const frame = readFrameHeader(header, size - this.end - frameHeaderSize);
    if (frame.kind === 'corrupt') throw this.makeCorruptError('has a damaged length');
    if (frame.kind === 'torn') return false;
    const record = await this.readAt(this.end + frameHeaderSize, frame.length);
    if (!hasHash(record, frame.hash)) throw this.makeCorruptError('differs from its checksum');
    const block = decodeBlock(record);
    this.checkIsNext(block);
    if (!hashBlockData(block.data).equals(block.dataHash)) throw this.makeCorruptError('contains other data than its header says');
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
    if (block.number !== this.height) throw this.makeCorruptError(`has the number ${block.number}`);
    if (Buffer.compare(block.previousHash, previousHash) !== 0) throw this.makeCorruptError('does not follow the previous one');
  }

  private makeCorruptError(problem: string): DevnetError {
    const remedy = "Restore the ledger's folder from a backup.";
    return new DevnetError('BLOCKS_CORRUPT', `Block ${this.height} of the block store ${problem}. ${remedy}`);
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
