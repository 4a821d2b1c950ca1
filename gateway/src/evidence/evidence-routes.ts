import { Router } from 'express';
import { isSubject, packKinds, subjectKinds, type PackKind, type Subject } from '@databund/audit';
import { ExchangeError, transactions, type AnyEvaluate } from '@databund/model';
import { requireReader } from '../http/audit-routes';
import type { Authenticate } from '../http/authentication';
import { rejectOtherMethods } from '../http/methods';
import { createPattern, evidencePaths } from '../http/paths';
import type { Ledger } from '../ledger/ledger';
import type { LedgerEvidence } from './ledger-evidence';

/** The reads by which a caller shows that it may see an object. */
const reads: Readonly<Record<Subject['kind'], AnyEvaluate>> = {
  trade: transactions.GetTrade,
  listing: transactions.GetListing,
  authorisation: transactions.GetAuthorisation,
  delivery: transactions.GetDelivery,
  participant: transactions.GetParticipant,
};

/** Names the organisations that did not sign a pack, and why. */
const missingHeader = 'Databund-Cosigners-Missing';
const longestText = 2_048;

interface EvidenceContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly evidence: LedgerEvidence;
}

/** Routes that answer checkpoints to everybody, and packs to those who may read the object. */
export function createEvidenceRoutes({ ledger, authenticate, evidence }: EvidenceContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get(evidencePaths.checkpoint, async ({ query }, response) => {
    const note = await evidence.signCheckpoint({ blocks: readNumber(query, 'blocks'), from: readNumber(query, 'from') });
    if (note === undefined) throw new ExchangeError('ROUTE_NOT_FOUND');
    response.type('text/plain').send(note);
  });
  router.get(evidencePaths.cosignature, async ({ query: { text } }, response) => {
    if (typeof text !== 'string' || text.length > longestText)
      throw new ExchangeError('INPUT_INVALID', { path: '/text', reason: 'is not the text of a checkpoint' });
    const signed = await evidence.signText(text);
    response.json({ cosignatures: signed.map((each) => ({ ...each, signature: Buffer.from(each.signature).toString('base64') })) });
  });
  router.get<{ kind: string; id: string }>(createPattern(evidencePaths.pack), async (request, response) => {
    const as = await authenticate(request);
    const subject = readSubject(request.params);
    const kind = readKind(request.query);
    await ledger.evaluate({ transaction: reads[subject.kind], command: { id: subject.id }, as });
    if (kind === 'blocks') await requireReader(ledger, as); // Blocks contain what others do.
    const { pack, missing } = await evidence.prove(subject, kind);
    if (missing.length > 0) response.setHeader(missingHeader, missing.map(({ mspId, reason }) => `${mspId}=${reason}`).join(', '));
    response.setHeader('Content-Disposition', `attachment; filename="${subject.id}.evidence"`);
    response.type('application/octet-stream').send(Buffer.from(pack));
  });
  router.all([evidencePaths.checkpoint, evidencePaths.cosignature, createPattern(evidencePaths.pack)], rejectOtherMethods(['GET']));
  return router;
}

/** Reads a number of blocks or leaves; `undefined` without one. @throws INPUT_INVALID */
function readNumber(query: Readonly<Record<string, unknown>>, name: 'blocks' | 'from'): number | undefined {
  const text = query[name];
  if (text === undefined) return undefined;
  if (typeof text === 'string' && /^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw new ExchangeError('INPUT_INVALID', { path: `/${name}`, reason: 'is not a number from 1' });
}

/** Reads which object is meant. @throws ROUTE_NOT_FOUND for a kind without packs @throws INPUT_INVALID for an id of another form */
function readSubject(named: { readonly kind: string; readonly id: string }): Subject {
  if (!(named.kind in subjectKinds)) throw new ExchangeError('ROUTE_NOT_FOUND');
  const { kind, id } = named;
  const subject = { kind, id };
  if (isSubject(subject)) return subject;
  throw new ExchangeError('INPUT_INVALID', { path: '/id', reason: `is not the id of a ${kind}` });
}

/** Reads the kind of pack. @throws INPUT_INVALID */
function readKind({ as = 'checkpoint' }: { readonly as?: unknown }): PackKind {
  const found = packKinds.find((kind) => kind === as);
  if (found) return found;
  throw new ExchangeError('INPUT_INVALID', { path: '/as', reason: `is not one of ${packKinds.join(', ')}` });
}
