import { verify, X509Certificate } from 'node:crypto';
import { isTreeBeginning, type PinnedRoots } from '@databund/ledger-verifier';
import { encodeText, toHex } from '../bytes';
import { readAnswer, type KeptCheckpoint, type ReadCheckpoint } from './kept-checkpoint';
import { computeKeyId, nameKey, type Checkpoint, type NoteSignature } from './signed-note';

/** Codes of what can be wrong between two checkpoints of one log. */
export type CheckpointProblemCode = 'ORIGIN_DIFFERENT' | 'LEDGER_SHORTER' | 'PROOF_MISSING' | 'PAST_REWRITTEN' | 'COSIGNATURE_INVALID';

/** One checkpoint of a report. */
export interface SeenCheckpoint {
  readonly size: number;
  /** Root, hex. */
  readonly root: string;
  /** Organisations whose signatures hold, by the certificates that were kept with it. */
  readonly signers: readonly string[];
}

/** The comparison of a kept checkpoint with a newer one. */
export interface CheckpointReport {
  readonly verified: boolean;
  readonly origin: string;
  /** True if certificates were compared with the roots of the reader. */
  readonly pinned: boolean;
  readonly old: SeenCheckpoint;
  readonly newer: SeenCheckpoint;
  readonly problems: readonly { readonly code: CheckpointProblemCode; readonly details: string }[];
}

/** Compares a kept checkpoint with a newer one, offline. @throws EvidenceError NOTE_MALFORMED */
export function compareCheckpoints(kept: KeptCheckpoint, newest: KeptCheckpoint, pinnedRoots?: PinnedRoots): CheckpointReport {
  const [old, newer] = [readAnswer(kept.answer), readAnswer(newest.answer)];
  const faults: string[] = [];
  const see = ({ note, checkpoint }: ReadCheckpoint, { certificates }: KeptCheckpoint): SeenCheckpoint => ({
    size: checkpoint.size,
    root: toHex(checkpoint.root),
    signers: note.signatures.flatMap((signature) =>
      readSigner(signature, { text: note.text, origin: checkpoint.origin, certificates, pinnedRoots, faults }),
    ),
  });
  const seen = { old: see(old, kept), newer: see(newer, newest) };
  const difference = findDifference(old.checkpoint, newer);
  const problems = [...(difference ? [difference] : []), ...faults.map((details) => ({ code: 'COSIGNATURE_INVALID', details }) as const)];
  return { verified: problems.length === 0, origin: newer.checkpoint.origin, pinned: pinnedRoots !== undefined, ...seen, problems };
}

type Problem = CheckpointReport['problems'][number];

function findDifference(old: Checkpoint, { checkpoint: newer, since }: ReadCheckpoint): Problem | undefined {
  if (old.origin !== newer.origin) return { code: 'ORIGIN_DIFFERENT', details: `it is of log ${newer.origin}, not of ${old.origin}` };
  const sizes = `${String(old.size)} transactions were kept`;
  if (newer.size < old.size) return { code: 'LEDGER_SHORTER', details: `${sizes}, and the ledger shows ${String(newer.size)} now` };
  const isSame = newer.size === old.size && since === undefined;
  if (!isSame && since?.size !== old.size) return { code: 'PROOF_MISSING', details: `no proof from the ${String(old.size)} kept leaves` };
  if (isTreeBeginning(old, newer, since?.proof ?? [])) return undefined;
  return { code: 'PAST_REWRITTEN', details: `${sizes}, and the ledger of ${String(newer.size)} does not begin with them` };
}

interface Signing {
  readonly text: string;
  readonly origin: string;
  readonly certificates: Readonly<Record<string, string>>;
  readonly pinnedRoots: PinnedRoots | undefined;
  readonly faults: string[];
}

/** Returns the organisation of a signature that holds; nobody if no certificate was kept. */
function readSigner(signature: NoteSignature, { origin, certificates, faults, ...signing }: Signing): readonly string[] {
  const mspId = signature.name.slice(origin.length + 1);
  const pem = certificates[mspId];
  if (pem === undefined) return [];
  const fault = signature.name === nameKey(origin, mspId) ? findFault(signature, { mspId, pem, ...signing }) : 'it is of another log';
  if (fault === undefined) return [mspId];
  faults.push(`${signature.name}: ${fault}`);
  return [];
}

interface Signed extends Pick<Signing, 'text' | 'pinnedRoots'> {
  readonly mspId: string;
  readonly pem: string;
}

function findFault({ keyId, signature }: NoteSignature, { mspId, pem, text, pinnedRoots }: Signed): string | undefined {
  try {
    const certificate = new X509Certificate(pem);
    if (computeKeyId(pem) !== keyId) return 'it is by another key than that of the certificate';
    if (!verify('sha256', encodeText(text), certificate.publicKey, signature)) return 'the signature does not match the text';
    return pinnedRoots && !isIssued(certificate, pinnedRoots[mspId] ?? []) ? 'no root of the reader issued the certificate' : undefined;
  } catch {
    return 'its certificate cannot be read';
  }
}

/** Returns whether a root issued a certificate itself. */
function isIssued(certificate: X509Certificate, roots: readonly string[]): boolean {
  const isBy = (root: X509Certificate) => certificate.checkIssued(root) && certificate.verify(root.publicKey);
  return !certificate.ca && roots.some((pem) => isBy(new X509Certificate(pem)));
}
