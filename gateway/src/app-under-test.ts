import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { Express } from 'express';
import pino from 'pino';
import { createApp } from './app';
import { ObjectStore } from './delivery/object-store';
import { authenticator } from './http/authentication';
import { Cursors } from './http/cursors';
import { TokenIssuer, type TokenSubject } from './identity/tokens';
import { Wallet, type HeldIdentity } from './identity/wallet';
import type { Committed, Ledger, LedgerCall } from './ledger/ledger';

/** The participant whose identity the app under test holds. */
export const caller: TokenSubject = { mspId: 'BuyerMSP', participantId: `ptc-${'1'.repeat(26)}` };

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

/** A wallet that holds one identity: its own suite shows how it is kept. */
class OneIdentity extends Wallet {
  private readonly identity: HeldIdentity = {
    ...caller,
    certificate: '',
    key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
  };

  override find(mspId: string, participantId: string): HeldIdentity | undefined {
    return mspId === caller.mspId && participantId === caller.participantId ? this.identity : undefined;
  }

  override list(): readonly TokenSubject[] {
    return [caller];
  }
}

/** The gateway’s HTTP side as it is served, over a ledger that a test tells what to answer. */
export interface AppUnderTest {
  readonly app: Express;
  readonly ledger: ToldLedger;
  readonly store: ObjectStore;
  /** Where the store keeps its bytes. */
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
  const objects = join(folder, 'objects');
  const [ledger, store] = [new ToldLedger(), new ObjectStore(objects)];
  const wallet = new OneIdentity(join(folder, 'wallet'), randomBytes(32));
  const lines: string[] = [];
  const to = new Writable({ write: (chunk: Buffer, _encoding, done) => done(lines.push(chunk.toString()) > 0 ? null : undefined) });
  const app = createApp({
    ledger,
    wallet,
    store,
    log: pino({ level: 'trace' }, to),
    authenticate: authenticator((token) => issuer.verify(token), wallet),
    cursors: new Cursors(randomBytes(32)),
  });
  return { app, ledger, store, objects, issuer, bearer: `Bearer ${issuer.issue(caller, 600)}`, logged: () => lines.join('') };
}
