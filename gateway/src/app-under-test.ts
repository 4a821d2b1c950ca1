import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Express } from 'express';
import pino from 'pino';
import { createApp } from './app';
import type { ObjectStore } from './delivery/object-store';
import { ObjectStores } from './delivery/object-stores';
import { authenticator, identifier } from './http/authentication';
import { Cursors } from './http/cursors';
import { TokenIssuer, type TokenSubject } from './identity/tokens';
import { Wallet, type HeldIdentity } from './identity/wallet';
import type { Committed, Ledger, LedgerCall } from './ledger/ledger';

/** The participant as whom tests mostly ask. */
export const caller: TokenSubject = { mspId: 'BuyerMSP', participantId: `ptc-${'1'.repeat(26)}` };
/** Another, whose identity the app under test holds too. */
export const provider: TokenSubject = { mspId: 'ProviderMSP', participantId: `ptc-${'2'.repeat(26)}` };

/** A ledger that keeps what it is asked, and answers as a test tells it. */
export class ToldLedger implements Ledger {
  readonly organisations = [caller.mspId];
  readonly calls: LedgerCall[] = [];
  takesWrites = true;
  answer: (call?: LedgerCall) => unknown = () => ({ items: [] });

  async submit(call: LedgerCall): Promise<Committed> {
    return { object: await this.evaluate(call), transactionId: 'a1', blockNumber: 7 };
  }

  evaluate(call: LedgerCall): Promise<unknown> {
    this.calls.push(call);
    return Promise.resolve().then(() => this.answer(call));
  }

  height(): Promise<number> {
    return Promise.resolve().then(() => this.answer() as number);
  }

  block(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array());
  }

  close(): void {
    this.calls.length = 0;
  }
}

/** A wallet that holds these two: its own suite shows how identities are kept. */
class ToldWallet extends Wallet {
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });

  override find(mspId: string, participantId: string): HeldIdentity | undefined {
    const held = this.list().find((each) => each.mspId === mspId && each.participantId === participantId);
    return held && { ...held, certificate: '', key: this.pair.privateKey };
  }

  override list(): readonly TokenSubject[] {
    return [caller, provider];
  }
}

/** The gateway’s HTTP side as it is served, over a ledger that a test tells what to answer. */
export interface AppUnderTest {
  readonly app: Express;
  readonly ledger: ToldLedger;
  /** What the provider has left. */
  readonly store: ObjectStore;
  /** Where they lie. */
  readonly objects: string;
  readonly issuer: TokenIssuer;
  /** The header of the caller’s token. */
  readonly bearer: string;
  /** Everything that was logged. */
  readonly logged: () => string;
}

/** Makes an app with files of its own. */
export function newAppUnderTest(): AppUnderTest {
  const folder = mkdtempSync(join(tmpdir(), 'databund-app-'));
  const issuer = new TokenIssuer(join(folder, 'issuer'), { issuer: 'databund-gateway', audience: 'databund' });
  const [ledger, stores] = [new ToldLedger(), new ObjectStores(join(folder, 'objects'))];
  const objects = join(folder, 'objects', `${provider.mspId}~${provider.participantId}`);
  const wallet = new ToldWallet(join(folder, 'wallet'), randomBytes(32));
  const lines: string[] = [];
  const to = new Writable({ write: (chunk: Buffer, _encoding, done) => done(lines.push(chunk.toString()) > 0 ? null : undefined) });
  const identify = identifier((token) => issuer.verify(token));
  const app = createApp({
    ledger,
    wallet,
    stores,
    log: pino({ level: 'trace' }, to),
    identify,
    authenticate: authenticator(identify, wallet),
    cursors: new Cursors(randomBytes(32)),
  });
  return {
    app,
    ledger,
    store: stores.of(provider),
    objects,
    issuer,
    bearer: `Bearer ${issuer.issue(caller, 600)}`,
    logged: () => lines.join(''),
  };
}
