import { once } from 'node:events';
import { Router, type RequestHandler } from 'express';
import { Type } from '@sinclair/typebox';
import { ExchangeError, transactions, type Role } from '@databund/model';
import type { HeldIdentity } from '../identity/wallet';
import type { BlockStream, Ledger } from '../ledger/ledger';
import { readAnswer } from '../ledger/read-answer';
import type { Authenticate } from './authentication';
import { rejectOtherMethods } from './methods';

const readers: readonly Role[] = ['auditor', 'operator', 'authority'];
const { roles: registeredRoles, state } = transactions.GetParticipant.output.properties;
const Registration = Type.Object({ roles: registeredRoles, state });

/** Routes that answer the blocks as they are stored, for auditors, operators and authorities. */
export function auditRoutes(ledger: Ledger, authenticate: Authenticate): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get(
    '/v1/audit/height',
    asReader(ledger, authenticate, async (as, _number, response) => {
      response.json({ height: await ledger.readHeight(as) });
    }),
  );
  router.get(
    '/v1/audit/blocks/:number',
    asReader(ledger, authenticate, async (as, number, response) => {
      if (!/^\d{1,15}$/.test(number) || Number(number) >= (await ledger.readHeight(as))) throw new ExchangeError('ROUTE_NOT_FOUND');
      const block = await ledger.block(as, Number(number));
      response.setHeader('Cache-Control', 'private, immutable, max-age=31536000');
      response.type('application/octet-stream').send(Buffer.from(block));
    }),
  );
  router.get(
    '/v1/audit/blocks',
    asReader(ledger, authenticate, async (as, _number, response, request) => {
      const { from } = readQuery(request.query);
      const height = await ledger.readHeight(as);
      if (from > height) throw new ExchangeError('ROUTE_NOT_FOUND');
      await sendBlocks(response, { from, height, blocks: from < height ? await ledger.streamBlocks(as, from) : undefined });
    }),
  );
  router.all(['/v1/audit/height', '/v1/audit/blocks', '/v1/audit/blocks/:number'], rejectOtherMethods(['GET']));
  return router;
}

type Response = Parameters<RequestHandler>[1];
type Serve = (as: HeldIdentity, number: string, response: Response, request: Parameters<RequestHandler>[0]) => Promise<void>;

/** Serves a request if the caller has one of the roles. @throws NOT_PERMITTED: everybody may know that blocks exist */
function asReader(ledger: Ledger, authenticate: Authenticate, serve: Serve): RequestHandler<{ number?: string }> {
  return async (request, response) => {
    const as = await authenticate(request);
    await requireReader(ledger, as);
    await serve(as, request.params.number ?? '', response, request);
  };
}

/** Requires that a participant may read whole blocks. @throws PARTICIPANT_NOT_ACTIVE, NOT_PERMITTED */
export async function requireReader(ledger: Ledger, as: HeldIdentity): Promise<void> {
  const call = { transaction: transactions.GetParticipant, command: { id: as.participantId }, as };
  const registration = await readAnswer(ledger, call, Registration);
  if (registration.state !== 'ACTIVE') throw new ExchangeError('PARTICIPANT_NOT_ACTIVE', { state: registration.state });
  if (!readers.some((role) => registration.roles.includes(role))) throw new ExchangeError('NOT_PERMITTED', { by: readers });
}

/** Reads the number of the first block; 0 without one. @throws INPUT_INVALID */
function readQuery({ from = '0' }: { readonly from?: unknown }): { readonly from: number } {
  if (typeof from === 'string' && /^\d{1,15}$/.test(from)) return { from: Number(from) };
  throw new ExchangeError('INPUT_INVALID', { path: '/from', reason: 'is not the number of a block' });
}

interface SentBlocks {
  readonly from: number;
  readonly height: number;
  /** `undefined` if there are none. */
  readonly blocks: BlockStream | undefined;
}

/** Sends each block after its length in four bytes, and ends with the block below the height. */
async function sendBlocks(response: Response, { from, height, blocks }: SentBlocks): Promise<void> {
  response.type('application/octet-stream');
  const closed = new AbortController();
  response.once('close', () => {
    closed.abort();
    blocks?.close();
  });
  let next = from;
  for await (const block of blocks ?? []) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(block.length);
    response.write(length);
    if (!response.write(block)) await once(response, 'drain', { signal: closed.signal }).catch(() => undefined);
    next += 1;
    if (next >= height || response.destroyed) break;
  }
  blocks?.close();
  response.end();
}
