import { EventEmitter } from 'node:events';
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { type ExchangeError, type AnyEvaluate, type Caller } from '@databund/model';
import { BlockOverlay } from './block-overlay';
import { evaluateAt, identifyReader, type Moment, type Reader } from './evaluate-at';
import { GuardedStore, isDamage } from './guarded-store';
import { createParsedRecords, HeightStore, type ParsedRecords } from './height-store';
import { deriveTraces } from './history/traces';
import { ObjectRows } from './objects/object-rows';
import { Projector } from './projector';
import { getNumber, getText, type ReadStore } from './read-store';
import { ListingDocuments } from './search/listing-documents';
import { removeStore } from './remove-store';
import type { SqliteDriver } from './sqlite-drivers';
import { SqliteStore } from './sqlite-store';
import { tables } from './tables';
import { createInputError } from '../http/validation';

/** Names the file of the rows, and the chaincode whose writes they follow from. */
export interface ReadModelOptions {
  readonly path: string;
  /** The name of the exchange's chaincode. */
  readonly chaincode: string;
  readonly driver?: SqliteDriver | undefined;
}

/** A height, and the instant at which it is judged. */
export interface HeightMoment extends Moment {
  readonly store: HeightStore;
}

interface Waiting {
  readonly height: number;
  readonly wake: () => void;
}

/** The exchange as the blocks of one organisation's peer tell it, at any height. */
export class ReadModel {
  private readonly waiting = new Set<Waiting>();
  private newest: HeightStore | undefined;

  private constructor(
    private readonly options: ReadModelOptions,
    private readonly damages: EventEmitter,
    private opened: Opened,
  ) {}

  /** Opens the rows of a file; a damaged one begins again. */
  static async open(options: ReadModelOptions): Promise<ReadModel> {
    mkdirSync(dirname(options.path), { recursive: true });
    const damages = new EventEmitter();
    try {
      return new ReadModel(options, damages, await openStore(options, damages));
    } catch (error) {
      if (!isDamage(error)) throw error;
      await removeStore(options.path);
      return new ReadModel(options, damages, await openStore(options, damages));
    }
  }

  /** The number of blocks that it has; 0 while its rows are damaged. */
  get height(): number {
    return this.isDamaged ? 0 : this.opened.projector.height;
  }

  /** True from the first read or write that found damage until it begins again. */
  get isDamaged(): boolean {
    return this.opened.store.isDamaged;
  }

  /** Notes damage that a reader found in rows; other errors say nothing. */
  reportDamage(error: unknown): void {
    this.opened.store.report(error);
  }

  /** Calls back when a read or a write finds damage. */
  onDamage(callback: () => void): void {
    this.damages.on('damage', callback);
  }

  /** The name of the exchange's chaincode. */
  get chaincode(): string {
    return this.options.chaincode;
  }

  /** The rows, for queries that the model itself does not make. */
  get store(): ReadStore {
    return this.opened.store;
  }

  /** The blocks that it has; `undefined` before the first. */
  get checkpoint(): Projector['checkpoint'] {
    return this.opened.projector.checkpoint;
  }

  /** Projects the next block. @throws ReadModelError, which is STORE_DAMAGED if it must begin again @throws VerifierError */
  async project(block: Uint8Array): Promise<void> {
    await this.opened.projector.project(block);
    for (const each of this.waiting) if (each.height <= this.height) each.wake();
  }

  /** Drops all rows, so that the next block is block 0. */
  async restart(): Promise<void> {
    await this.opened.store.close();
    await removeStore(this.options.path);
    this.opened = await openStore(this.options, this.damages);
    this.newest = undefined;
  }

  /** Waits until it has so many blocks, or the signal aborts. Returns whether it has them in time. */
  async waitFor(height: number, timeoutMs: number, signal?: AbortSignal): Promise<boolean> {
    if (this.height >= height || signal?.aborted === true) return this.height >= height;
    let waiting: Waiting | undefined;
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      waiting = { height, wake: resolve };
      timer = setTimeout(resolve, timeoutMs);
      signal?.addEventListener('abort', waiting.wake);
      this.waiting.add(waiting);
    });
    clearTimeout(timer);
    if (waiting) signal?.removeEventListener('abort', waiting.wake);
    if (waiting) this.waiting.delete(waiting);
    return this.height >= height;
  }

  /** Returns the ledger after its last block, or after so many, judged now. */
  openNow(height = this.height): HeightMoment {
    return { store: this.openHeight(height), time: new Date().toISOString() };
  }

  /** Returns the ledger after a block, judged at the time of that block. @throws ExchangeError INPUT_INVALID naming the last block */
  async openAfter(block: number): Promise<HeightMoment> {
    const [row] = await this.store.query('select time from block where number = ?', block);
    if (!row) throw makeAtError(`is after the last block, which is ${String(this.height - 1)}`);
    return { store: this.openHeight(block + 1), time: getText(row, 'time') };
  }

  /** Returns the ledger at an instant. @throws ExchangeError INPUT_INVALID for one that is not over yet */
  async openAt(time: string): Promise<HeightMoment> {
    if (time > new Date().toISOString()) throw makeAtError('is in the future');
    const [row] = await this.store.query('select count(*) as height from block where time <= ?', time);
    return { store: this.openHeight(row ? getNumber(row, 'height') : 0), time };
  }

  /** Identifies a participant by the last block. @throws CALLER_UNKNOWN, PARTICIPANT_NOT_ACTIVE, CERTIFICATE_NOT_PINNED */
  identify(reader: Reader): Promise<Caller> {
    return identifyReader(this.openNow(), reader);
  }

  /** Runs a read by the rules of the model. @throws ExchangeError as the transaction does @throws PrivateReadError */
  evaluate(transaction: AnyEvaluate, moment: Moment, command: object, caller: Caller): Promise<unknown> {
    return evaluateAt(transaction, moment, command, caller);
  }

  close(): Promise<void> {
    return this.opened.store.close();
  }

  /** Opens a height; the newest one is kept, because most reads are of it. */
  private openHeight(height: number): HeightStore {
    if (this.newest?.height === height) return this.newest;
    const opened = new HeightStore(this.opened.store, height, this.opened.parsed);
    if (height === this.height) this.newest = opened;
    return opened;
  }
}

interface Opened {
  readonly store: GuardedStore;
  readonly projector: Projector;
  readonly parsed: ParsedRecords;
}

async function openStore({ path, chaincode, driver }: ReadModelOptions, damages: EventEmitter): Promise<Opened> {
  const store = new GuardedStore(await SqliteStore.open(path, tables, driver), () => damages.emit('damage'));
  const parsed = createParsedRecords();
  const documents = new ListingDocuments(store);
  const objects = new ObjectRows(store);
  const projector = await Projector.open(store, chaincode, async (block, checkpoint) => {
    const overlay = new BlockOverlay(new HeightStore(store, block.number, parsed), block);
    return [
      ...(await documents.derive(overlay, block, checkpoint)),
      ...(await objects.derive(overlay, block, checkpoint)),
      ...(await deriveTraces(overlay, block)),
    ];
  });
  return { store, projector, parsed };
}

function makeAtError(reason: string): ExchangeError {
  return createInputError('/at', reason);
}
