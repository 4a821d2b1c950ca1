import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { HeldIdentity } from '../identity/wallet';
import type { BlockStream, Ledger } from '../ledger/ledger';
import { requireSame } from './checkpoint';
import { readBlock } from './read-block';
import type { ReadModel } from './read-model';
import { ReadModelError } from './read-store';

/** Tells how far a gateway has read the blocks. */
export interface Progress {
  /** `refused`: the ledger does not continue the blocks that were read. */
  readonly status: 'ready' | 'reading' | 'refused';
  /** The number of blocks that were read. */
  readonly height: number;
  /** The number of blocks at the peer when it was last asked. */
  readonly ledgerHeight: number;
  readonly code?: string;
}

/** Sources and their reader. */
export interface FollowOptions {
  readonly ledger: Ledger;
  readonly findObserver: () => HeldIdentity;
  readonly chaincode: string;
  readonly log: Logger;
}

const retryMs = 500;

/** Lets a read model follow the blocks of a peer until it is closed. */
export class BlockFollower {
  private readonly closing = new AbortController();
  private stream: BlockStream | undefined;
  private ledgerHeight: number | undefined;
  private refusal: string | undefined;
  /** Aborted when it is known whether the peer's blocks continue the rows, and how many there are. */
  private readonly begun = new AbortController();
  private readonly running: Promise<void>;

  constructor(
    private readonly model: ReadModel,
    private readonly options: FollowOptions,
  ) {
    model.onDamage(() => this.stream?.close());
    this.running = this.run();
  }

  get progress(): Progress {
    const { ledgerHeight, refusal: code, model } = this;
    const isReady = ledgerHeight !== undefined && model.height >= ledgerHeight;
    const status = code === undefined ? (isReady ? 'ready' : 'reading') : 'refused';
    return { status, height: model.height, ledgerHeight: Math.max(ledgerHeight ?? 0, model.height), ...(code !== undefined && { code }) };
  }

  /** Waits until it is known whether the peer's blocks continue the rows, and how many there are; no longer than so many milliseconds. */
  async waitForBegin(patienceMs: number): Promise<void> {
    if (!this.begun.signal.aborted) await sleep(patienceMs, undefined, { signal: this.begun.signal }).catch(() => undefined);
  }

  /** Stops after the block in progress. */
  async close(): Promise<void> {
    this.closing.abort();
    this.stream?.close();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.closing.signal.aborted) {
      try {
        await this.follow();
      } catch (error) {
        this.note(error);
      }
      await sleep(retryMs, undefined, { signal: this.closing.signal }).catch(() => undefined);
    }
  }

  private async follow(): Promise<void> {
    const { ledger, findObserver } = this.options;
    const observer = findObserver();
    if (this.model.isDamaged) await this.restart();
    this.ledgerHeight = await ledger.readHeight(observer);
    await this.requireContinued(observer, this.ledgerHeight);
    this.refusal = undefined;
    this.begun.abort();
    this.stream = await ledger.streamBlocks(observer, this.model.height);
    if (this.model.isDamaged) this.stream.close();
    try {
      for await (const block of this.stream) {
        if (this.closing.signal.aborted || this.model.isDamaged) return;
        await this.model.project(block);
      }
    } finally {
      this.stream.close();
    }
  }

  private async restart(): Promise<void> {
    this.options.log.warn('the rows of the read model are damaged; all blocks are read again');
    await this.model.restart();
  }

  /** Compares the last block that was read with the peer's. A peer that is behind has nothing to compare yet. */
  private async requireContinued(observer: HeldIdentity, ledgerHeight: number): Promise<void> {
    const { checkpoint } = this.model;
    if (!checkpoint) return;
    const { ledger, chaincode } = this.options;
    const read = async (number: number) => readBlock(await ledger.block(observer, number), chaincode);
    const last = Math.min(checkpoint.height, ledgerHeight) - 1;
    const first = await read(0);
    requireSame(checkpoint, first, last === checkpoint.height - 1 ? await read(last) : { ...first, headerHash: checkpoint.hash });
  }

  private note(error: unknown): void {
    if (this.closing.signal.aborted) return;
    const isRefused = error instanceof ReadModelError && error.code !== 'STORE_DAMAGED';
    if (isRefused && this.refusal !== error.code) this.options.log.error({ err: error, code: error.code }, 'read model refuses the ledger');
    if (!isRefused) this.options.log.warn({ err: error }, 'read model reads the blocks again');
    this.refusal = isRefused ? error.code : undefined;
    if (isRefused) this.begun.abort();
  }
}
