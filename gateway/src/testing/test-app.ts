import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Express } from 'express';
import pino from 'pino';
import { createApp, type AppContext } from '../app';
import type { ObjectStore } from '../delivery/object-store';
import { ObjectStores } from '../delivery/object-stores';
import { ServedBytes } from '../delivery/served-bytes';
import { createAuthenticate, createIdentify } from '../http/authentication';
import { Drain } from '../http/drain';
import { Cursors } from '../http/cursors';
import type { TokenSubject } from '../identity/token-subject';
import { TokenIssuer } from '../identity/tokens';
import { Wallet, type HeldIdentity } from '../identity/wallet';
import { GatewayMetrics } from '../metrics/gateway-metrics';
import type { BlockStream, Committed, Ledger, LedgerCall } from '../ledger/ledger';

/** The participant that most requests of tests speak for. */
export const caller: TokenSubject = { mspId: 'BuyerMSP', participantId: `ptc-${'1'.repeat(26)}` };
/** A provider, whose identity the app under test holds too. */
export const provider: TokenSubject = { mspId: 'ProviderMSP', participantId: `ptc-${'2'.repeat(26)}` };

/** A ledger that records its calls, and answers as a test sets it. */
export class TestLedger implements Ledger {
  readonly organisations = [caller.mspId];
  readonly calls: LedgerCall[] = [];
  takesWrites = true;
  readonly committedHeight = 0;
  currentHeight = 0;
  answer: (call: LedgerCall) => unknown = () => ({ items: [] });
  readonly committed = new Map<string, Committed>();
  beforeHeight: () => void = () => undefined;
  /** Fails as a gateway does that learns of a commit no more. */
  afterCommit: () => void = () => undefined;

  async submit(call: LedgerCall): Promise<Committed> {
    const object = await this.evaluate(call);
    await call.beforeSend?.('a1');
    const committed = { object, transactionId: 'a1', blockNumber: 7 };
    this.committed.set('a1', committed);
    this.afterCommit();
    return committed;
  }

  findCommitted(_as: HeldIdentity, transactionId: string): Promise<Committed | undefined> {
    return Promise.resolve(this.committed.get(transactionId));
  }

  async evaluate(call: LedgerCall): Promise<unknown> {
    this.calls.push(call);
    return Promise.resolve(call).then(this.answer);
  }

  async readHeight(): Promise<number> {
    await Promise.resolve().then(this.beforeHeight);
    return this.currentHeight;
  }

  block(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array());
  }

  streamBlocks(_as: HeldIdentity, from: number): Promise<BlockStream> {
    const { currentHeight } = this;
    const blocks = Array.from({ length: currentHeight - from }, (_, index) => Uint8Array.of(from + index));
    return Promise.resolve({ close: () => undefined, [Symbol.asyncIterator]: () => yieldAll(blocks) });
  }

  close(): void {
    this.calls.length = 0;
  }
}

async function* yieldAll(blocks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* await Promise.resolve(blocks);
}

/** A wallet that holds two identities without files; its own tests show how identities are stored. */
class TestWallet extends Wallet {
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  override find(mspId: string, participantId: string): HeldIdentity | undefined {
    const held = this.list().find((each) => each.mspId === mspId && each.participantId === participantId);
    return held && { ...held, certificate: '', key: this.pair.privateKey };
  }

  override list(): readonly TokenSubject[] {
    return [caller, provider];
  }
}

/** The gateway's HTTP side over a ledger whose answers a test sets. */
export interface TestApp {
  readonly app: Express;
  readonly ledger: TestLedger;
  /** The provider's store. */
  readonly store: ObjectStore;
  /** The folder of that store. */
  readonly objects: string;
  readonly issuer: TokenIssuer;
  readonly drain: Drain;
  /** The Authorization header of the caller. */
  readonly bearer: string;
  /** Returns everything that was logged. */
  readonly logged: () => string;
}

/** The key that seals what the app under test stores. */
export const testKey = Buffer.alloc(32, 7);

/** Creates an app; with the folder of an earlier one it has the same files, as after a restart. */
export function createTestApp(folder = mkdtempSync(join(tmpdir(), 'databund-app-')), more: Partial<AppContext> = {}): TestApp {
  const issuer = new TokenIssuer(join(folder, 'issuer'), { issuer: 'databund-gateway', audience: 'databund' }, testKey);
  const [ledger, stores] = [new TestLedger(), new ObjectStores(join(folder, 'objects'))];
  const objects = join(folder, 'objects', `${provider.mspId}~${provider.participantId}`);
  const wallet = new TestWallet(join(folder, 'wallet'), randomBytes(32));
  const drain = new Drain();
  const lines: string[] = [];
  const log = new Writable({ write: (chunk: Buffer, _encoding, done) => done(lines.push(chunk.toString()) > 0 ? null : undefined) });
  const identify = createIdentify((token) => issuer.verify(token), more.limits?.identity);
  const app = createApp({
    ledger,
    metrics: new GatewayMetrics(),
    drain,
    wallet,
    stores,
    served: new ServedBytes(join(folder, 'served')),
    log: pino({ level: 'trace' }, log),
    issuer,
    identify,
    authenticate: createAuthenticate(identify, wallet),
    cursors: new Cursors(randomBytes(32)),
    ...more,
  });
  return {
    app,
    ledger,
    store: stores.getStore(provider),
    objects,
    issuer,
    drain,
    bearer: `Bearer ${issuer.issue(caller, 600)}`,
    logged: () => lines.join(''),
  };
}
