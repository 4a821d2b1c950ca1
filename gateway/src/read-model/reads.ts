import { byNoun, ExchangeError, hashBytes, type AnyEvaluate, type AnyTransaction, type Caller } from '@databund/model';
import { KindGuard } from '@sinclair/typebox';
import { readDate } from '../http/read-date';
import type { HeldIdentity } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import type { BlockFollower } from './follow-blocks';
import type { HeightMoment, ReadModel } from './read-model';
import { createInputError } from '../http/validation';

/** Names the last block that a client saw. */
export const seenHeader = 'Databund-Block';

/** The ledger as a request asks to see it. */
export interface AskedView {
  /** The number of a block, or an instant. */
  readonly at?: string | undefined;
  /** The number of a block that the answer must follow. */
  readonly consistent?: number | undefined;
  /** True if `consistent` is a wish of the client's program, which the peer can serve as well. */
  readonly mayAskPeer?: boolean | undefined;
}

/** A read of a participant. */
export interface ReadCall {
  readonly transaction: AnyEvaluate;
  readonly command: object;
  readonly as: HeldIdentity;
}

/** An answer, and the height at which it was read; `undefined` if the peer answered. */
export interface ReadAnswer {
  readonly answer: unknown;
  readonly height: number | undefined;
}

/** A read model with what brings it its blocks. */
export interface FollowedModel {
  readonly model: ReadModel;
  /** The organisation whose peer the blocks come from. */
  readonly mspId: string;
  readonly follower: Pick<BlockFollower, 'waitForBegin' | 'progress' | 'close'>;
}

const waitMs = 10_000;
/** The longest wait for a block that the client's program names by itself. */
const wishMs = 2_000;
/** Rows that are so many blocks behind the peer's are read for the first time, or again: no request waits for that. */
const longLag = 50;
/** A block so far after the last one is a mistake. */
const farBlocks = 1_000;
/** The separator of the height and the cursor in the cursors of lists that a read model answers. */
const mark = '~';

/** Returns whether a read can be answered from the blocks: what an organisation keeps privately is asked from its peer. */
export function isReadFromBlocks({ kind, noun, verb, ...declared }: AnyTransaction): boolean {
  const isPrivate = noun === 'text' || verb === 'priceSlip' || verb === 'input' || 'answeredBy' in declared;
  return kind === 'evaluate' && !isPrivate;
}

/** Answers reads at the height that a request asks for, and lets the peer answer the others. */
export class Reads {
  constructor(
    private readonly ledger: Ledger,
    private readonly followed: FollowedModel | undefined,
  ) {}

  /** Reads as a participant may now, also at an earlier height. @throws ExchangeError as the transaction does, READ_MODEL_BEHIND, INPUT_INVALID */
  async evaluate(call: ReadCall, asked: AskedView): Promise<ReadAnswer> {
    const { height, call: plain } = readHeight(call);
    const isAsked = asked.at !== undefined || asked.consistent !== undefined || height !== undefined;
    if (asked.at !== undefined && !isReadFromBlocks(call.transaction)) throw makePrivateError();
    const isFromBlocks = isAsked && isReadFromBlocks(call.transaction);
    const isWish = asked.mayAskPeer === true && height === undefined;
    const open = () => (isWish ? this.findCurrent(asked, call.as) : this.openModel(asked, { height }));
    const model = isFromBlocks ? await open() : undefined;
    if (!model) return { answer: await this.ledger.evaluate(plain), height: undefined };
    return readModel(model, { ...plain, caller: await model.identify(call.as) }, { at: asked.at, height });
  }

  /**
   * Reads what everybody may see, for a visitor without a token: a listing, or a provider. @throws the code of an object that is hidden,
   * READ_MODEL_BEHIND, INPUT_INVALID
   */
  async evaluateAsVisitor(transaction: AnyEvaluate, command: object, asked: AskedView = {}): Promise<ReadAnswer> {
    const model = await this.openModelForVisitor(asked);
    const found = await readModel(model, { transaction, command, caller: visitor }, { at: asked.at, height: undefined });
    if (transaction.noun === 'participant') await requireProvider(model, transaction, command, found.answer);
    return found;
  }

  /** Returns the model for a visitor, who waits for no block that the ledger does not have. @throws READ_MODEL_BEHIND, INPUT_INVALID */
  openModelForVisitor(asked: AskedView): Promise<ReadModel> {
    return this.openModel(asked, asked.consistent === undefined ? {} : { patienceMs: 0 });
  }

  /**
   * Returns the model once it has the blocks that are asked for, those in which this gateway wrote, and those that its peer had when it began
   * to read: before, it does not know every participant. @throws READ_MODEL_BEHIND, READ_MODEL_REFUSED, INPUT_INVALID for a block far away
   */
  async openModel(asked: AskedView, { height = 0, patienceMs = waitMs } = {}): Promise<ReadModel> {
    const mostMs = asked.mayAskPeer === true ? Math.min(patienceMs, wishMs) : patienceMs;
    await this.followed?.follower.waitForBegin(mostMs);
    const known = this.knownHeight;
    requireNear(asked, known);
    const wanted = Math.max(height, (asked.consistent ?? -1) + 1, known, 1);
    const model = this.getTrusted(wanted);
    if (await model.waitFor(wanted, this.isFarBehind ? 0 : mostMs)) return model;
    throw new ExchangeError('READ_MODEL_BEHIND', { height: model.height, wanted });
  }

  /** Returns the ledger after a block, or at an instant. @throws INPUT_INVALID */
  openMoment(model: ReadModel, at: string): Promise<HeightMoment> {
    return openAsked(model, at);
  }

  /** Finds the model for what the peer of the caller's organisation can answer as well; `undefined` if that one must. */
  async findCurrent(asked: AskedView, { mspId }: HeldIdentity): Promise<ReadModel | undefined> {
    if (this.followed?.mspId !== mspId || this.followed.follower.progress.status !== 'ready') return undefined;
    return this.tryModel(asked);
  }

  /** Returns the model if it has soon what is asked for; `undefined` if the peer must answer. */
  tryModel(asked: AskedView): Promise<ReadModel | undefined> {
    return this.openModel(asked, { patienceMs: wishMs }).catch(() => undefined);
  }

  /** The number of blocks that the ledger has at least. */
  private get knownHeight(): number {
    return Math.max(this.followed?.follower.progress.ledgerHeight ?? 0, this.ledger.committedHeight);
  }

  /** True while the rows are read for the first time, or again. */
  private get isFarBehind(): boolean {
    const { status, ledgerHeight = 0, height = 0 } = this.followed?.follower.progress ?? {};
    return status === 'reading' && ledgerHeight - height > longLag;
  }

  /** Returns the model unless it refuses the ledger: then its rows are of another one. @throws READ_MODEL_BEHIND, READ_MODEL_REFUSED */
  private getTrusted(wanted: number): ReadModel {
    if (!this.followed) throw new ExchangeError('READ_MODEL_BEHIND', { height: 0, wanted });
    const { code: refused, height } = this.followed.follower.progress;
    if (refused === undefined) return this.followed.model;
    throw new ExchangeError('READ_MODEL_REFUSED', { height, refused });
  }
}

/** A caller that is nobody: without a role, an organisation or an id. */
const visitor: Caller = { participantId: '', mspId: '', certHash: hashBytes(''), roles: [] };

function isProvider(answer: unknown): boolean {
  return (
    typeof answer === 'object' && answer !== null && 'roles' in answer && Array.isArray(answer.roles) && answer.roles.includes('provider')
  );
}

interface AskedMoment {
  readonly at: string | undefined;
  readonly height: number | undefined;
}

/** Rejects a block that is far after the last one that is known. @throws INPUT_INVALID */
function requireNear({ consistent = 0, mayAskPeer }: AskedView, known: number): void {
  if (known === 0 || consistent < known + farBlocks) return;
  const reason = `is block ${String(consistent)}, far after the last one, which is ${String(known - 1)}`;
  throw createInputError(mayAskPeer === true ? `/${seenHeader}` : '/consistent', reason);
}

/** Requires that a participant is a provider, then and now: of others a visitor knows nothing. @throws PARTICIPANT_NOT_FOUND */
async function requireProvider(model: ReadModel, transaction: AnyEvaluate, command: object, answer: unknown): Promise<void> {
  const now = await model.evaluate(transaction, model.openNow(), command, visitor);
  if (!isProvider(answer) || !isProvider(now)) throw new ExchangeError('PARTICIPANT_NOT_FOUND');
}

interface ModelCall extends Pick<ReadCall, 'transaction' | 'command'> {
  readonly caller: Caller;
}

async function readModel(model: ReadModel, { transaction, command, caller }: ModelCall, { at, height }: AskedMoment): Promise<ReadAnswer> {
  const moment = at === undefined ? model.openNow(height) : await openAsked(model, at);
  const isPast = at !== undefined;
  if (isPast && transaction.address.length > 0) await model.evaluate(transaction, model.openNow(), withoutCursor(command), caller);
  const answer = await model.evaluate(transaction, moment, command, caller);
  const shown = isPast ? await hideNow(model, { transaction, answer, caller }) : answer;
  return { answer: addHeight(shown, moment), height: moment.store.height };
}

function openAsked(model: ReadModel, at: string): Promise<HeightMoment> {
  if (/^\d{1,15}$/.test(at)) return model.openAfter(Number(at));
  return model.openAt(readDate(at, 'at', { others: 'the number of a block' }));
}

interface Shown {
  readonly transaction: AnyEvaluate;
  readonly answer: unknown;
  readonly caller: Caller;
}

/** Leaves out what the caller may not see now, because rights are those of now. @throws the code of an object that is hidden now */
async function hideNow(model: ReadModel, { transaction, answer, caller }: Shown): Promise<unknown> {
  const isVersion = transaction.noun === 'listing' && transaction.verb === 'get';
  if (isVersion) await requireVisible(model, transaction, answer, caller);
  if (transaction.verb !== 'list' || !hasItems(answer)) return answer;
  const { get }: { readonly get?: AnyEvaluate } = byNoun[transaction.noun] as object; // `as`: not every noun has a read of one object.
  const items = await Promise.all(answer.items.map(async (item) => ((await isVisible(model, get, item, caller)) ? [item] : [])));
  return { ...answer, items: items.flat() };
}

async function isVisible(model: ReadModel, get: AnyEvaluate | undefined, item: unknown, caller: Caller): Promise<boolean> {
  if (!get) return true;
  try {
    await requireVisible(model, get, item, caller);
    return true;
  } catch (error) {
    if (error instanceof ExchangeError && get.readErrors.includes(error.code)) return false;
    throw error;
  }
}

/** Requires that a caller can read an object now, by its ids among these members. @throws the code of an object that is hidden */
export async function requireVisible(model: ReadModel, get: AnyEvaluate, item: unknown, caller: Caller): Promise<void> {
  const names = KindGuard.IsObject(get.input) ? Object.keys(get.input.properties) : [];
  const members = Object.entries(item ?? {}).filter(([name]) => names.includes(name));
  await model.evaluate(get, model.openNow(), Object.fromEntries(members), caller);
}

/** Takes the height out of the cursor of a list that a read model began. */
function readHeight(call: ReadCall): { readonly height: number | undefined; readonly call: ReadCall } {
  const { cursor = '' }: { readonly cursor?: unknown } = call.command;
  const [, height, rest] = /^(\d{1,15})~(.*)$/.exec(String(cursor)) ?? [];
  if (height === undefined) return { height: undefined, call };
  return { height: Number(height), call: { ...call, command: { ...call.command, cursor: rest } } };
}

/** Puts the height into the cursor of a page, so that the next page reads the same one. */
function addHeight(answer: unknown, { store }: HeightMoment): unknown {
  if (!hasItems(answer) || answer.next === undefined) return answer;
  return { ...answer, next: `${String(store.height)}${mark}${answer.next}` };
}

interface Items {
  readonly items: readonly unknown[];
  readonly next?: string;
}

function hasItems(answer: unknown): answer is Items {
  return typeof answer === 'object' && answer !== null && 'items' in answer && Array.isArray(answer.items);
}

function withoutCursor(command: object): object {
  return Object.fromEntries(Object.entries(command).filter(([name]) => name !== 'cursor'));
}

/** Explains that values outside the blocks have no history. */
function makePrivateError(): ExchangeError {
  return createInputError('/at', 'is not known of what an organisation keeps privately');
}
