import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { Type } from '@sinclair/typebox';
import type { Wallet } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { parse } from './validation';

/** The ledger is asked at most once in this time: this route needs no token. */
const cacheMs = 1_000;

const Manifest = Type.Object({ version: Type.String() });

/** Answers whether the gateway reaches its ledger, its height and version, and whether it takes writes. @throws NETWORK_UNAVAILABLE */
export function createHealthRoute(ledger: Ledger, wallet: Wallet): RequestHandler {
  const { version } = parse(Manifest, JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')));
  let cached: { readonly atMs: number; readonly height: Promise<number | undefined> } | undefined;
  return async (_request, response) => {
    if (!cached || performance.now() - cached.atMs > cacheMs) cached = { atMs: performance.now(), height: readHeight(ledger, wallet) };
    const height = await cached.height;
    response.setHeader('Cache-Control', 'no-store');
    response.json({ status: ledger.takesWrites ? 'ok' : 'read-only', version, ...(height !== undefined && { height }) });
  };
}

/** Returns `undefined` if the wallet is empty: the ledger answers only to an identity. */
async function readHeight(ledger: Ledger, wallet: Wallet): Promise<number | undefined> {
  const held = wallet.list().find(({ mspId }) => ledger.organisations.includes(mspId));
  const as = held && wallet.find(held.mspId, held.participantId);
  return as && ledger.readHeight(as);
}
