import type { RequestHandler } from 'express';
import type { Wallet } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';

/** How long an answer stands: whoever asks, and asking needs no token, the ledger is asked at most so often. */
const standsMs = 1_000;

/** Says that the gateway serves, how high its ledger stands, and whether it takes writes. @throws NETWORK_UNAVAILABLE where the ledger cannot be asked */
export function healthRoute(ledger: Ledger, wallet: Wallet): RequestHandler {
  let asked: { readonly atMs: number; readonly height: Promise<number | undefined> } | undefined;
  return async (_request, response) => {
    if (!asked || performance.now() - asked.atMs > standsMs) asked = { atMs: performance.now(), height: heightOf(ledger, wallet) };
    const height = await asked.height;
    response.setHeader('Cache-Control', 'no-store');
    response.json({ status: ledger.takesWrites ? 'ok' : 'read-only', ...(height !== undefined && { height }) });
  };
}

/** A gateway that holds nobody’s identity yet cannot ask. */
async function heightOf(ledger: Ledger, wallet: Wallet): Promise<number | undefined> {
  const held = wallet.list().find(({ mspId }) => ledger.organisations.includes(mspId));
  const as = held && wallet.find(held.mspId, held.participantId);
  return as && ledger.height(as);
}
