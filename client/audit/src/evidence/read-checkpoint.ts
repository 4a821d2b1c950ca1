import { hashHeader, hashLeaf, isTreePath, TransactionTree, type SelectionVerifier } from '@databund/ledger-verifier';
import { createHash } from 'node:crypto';
import { describeError } from '../audit-error';
import { encodeText, toHex } from '../bytes';
import type { EvidenceProblem } from './evidence-problem';
import { parsePlace, type Claim, type PackedTransaction, type Subject } from './manifest';
import type { Entries } from './pack-file';
import {
  computeKeyId,
  isPlainCertificate,
  formatCheckpoint,
  nameKey,
  nameOrigin,
  parseNote,
  type NoteSignature,
  type SignedNote,
} from './signed-note';

/** The content that the notes of a pack are compared with. */
export interface CheckpointContext {
  readonly channel: string;
  readonly subject: Subject;
  readonly chaincode: string;
  readonly height: number;
  readonly transactions: readonly PackedTransaction[];
  readonly parties: readonly string[];
}

interface Signed {
  readonly claims: readonly Claim[];
  readonly problems: readonly EvidenceProblem[];
  /** Organisations that signed the checkpoint and the list of the subject's transactions. */
  readonly cosigners: readonly string[];
}

const hashLength = 32;

/** Checks paths and cosignatures of a pack of kind checkpoint, after its transactions. */
export function readCheckpoint(entries: Entries, context: CheckpointContext, verifier: SelectionVerifier): Signed {
  const { height, transactions, parties } = context;
  const leaves = transactions.map(({ at }) => hashLeaf({ ...parsePlace(at), flag: 0, envelope: findEntry(entries, `envelope/${at}`) }));
  const origin = nameOrigin(context.channel, hashGenesis(findEntry(entries, 'envelope/0.0')));
  const found: EvidenceProblem[] = [];
  const [whole, list] = [readNote(entries, 'checkpoint', found), readNote(entries, 'subject', found)];
  const [, sizeText = '', rootText = ''] = whole.text.split('\n');
  const tree = { size: Number(sizeText), root: Uint8Array.from(Buffer.from(rootText, 'base64')) };
  const problems: EvidenceProblem[] = [...found, ...comparePaths(entries, { transactions, leaves, ...tree })];
  if (whole.text !== formatCheckpoint({ origin, ...tree }) || !Number.isSafeInteger(tree.size))
    problems.push({ code: 'CHECKPOINT_DIFFERENT', entry: 'checkpoint', details: `a checkpoint of ${origin} expected` });
  if (list.text !== formatSubject({ ...context, origin }, leaves))
    problems.push({ code: 'CHECKPOINT_DIFFERENT', entry: 'subject', details: 'the list is not that of these transactions at this height' });
  const readAll = (note: SignedNote, entry: string) => readSigners(note, { entry, origin, entries, verifier, problems });
  const [cosigners, listers] = [readAll(whole, 'checkpoint'), readAll(list, 'subject')];
  if (cosigners.join() !== listers.join())
    problems.push({
      code: 'COSIGNATURE_INVALID',
      entry: 'subject',
      details: 'the organisations that signed it are not those of the checkpoint',
    });
  return {
    problems,
    cosigners: cosigners.filter((mspId) => listers.includes(mspId)),
    claims: [
      {
        claim: 'cosigned',
        by: cosigners,
        outside: cosigners.filter((mspId) => !parties.includes(mspId)),
        size: tree.size,
        root: toHex(tree.root),
      },
      { claim: 'nothing-later', height, by: listers },
    ],
  };
}

interface Paths {
  readonly transactions: readonly PackedTransaction[];
  readonly leaves: readonly Uint8Array[];
  readonly size: number;
  readonly root: Uint8Array;
}

function comparePaths(entries: Entries, { transactions, leaves, size, root }: Paths): readonly EvidenceProblem[] {
  return transactions.flatMap(({ at, leaf = size }, position) => {
    const path = splitHashes(findEntry(entries, `path/${at}`));
    if (path && isTreePath(leaves[position] ?? new Uint8Array(), path, { leaf, size, root })) return [];
    return [
      { code: 'PATH_DIFFERENT', entry: `path/${at}`, details: `the path does not lead from transaction ${at} to the checkpoint` } as const,
    ];
  });
}

/** Writes the text that says which transactions of a ledger concern an object, up to a height: a checkpoint over their leaves. */
export function formatSubject({ origin, subject, chaincode, height }: ListedSubject, leaves: readonly Uint8Array[]): string {
  const name = `${origin}/subject/${subject.kind}/${subject.id}/${chaincode}/${String(height)}`;
  return formatCheckpoint({ origin: name, size: leaves.length, root: new TransactionTree(leaves).computeRoot() });
}

/** An object, and the height up to which its transactions are listed. */
export interface ListedSubject {
  readonly origin: string;
  readonly subject: Subject;
  readonly chaincode: string;
  readonly height: number;
}

interface Signing {
  readonly entry: string;
  readonly origin: string;
  readonly entries: Entries;
  readonly verifier: SelectionVerifier;
  readonly problems: EvidenceProblem[];
}

/** Returns the organisations whose members signed a note, and reports every line that is not such a signature. */
function readSigners({ text, signatures }: SignedNote, { entry, origin, entries, verifier, problems }: Signing): readonly string[] {
  const signers = new Set<string>();
  const message = encodeText(text);
  for (const { name, keyId, signature } of signatures) {
    const mspId = name.slice(origin.length + 1);
    const certificate = entries.get(`cosigner/${mspId}`);
    const found =
      certificate && isNamed({ name, keyId }, nameKey(origin, mspId), certificate) && !signers.has(mspId)
        ? verifier.findMessageSigner(mspId, { certificate, message, signature })
        : 'no certificate of the pack has this name and key, or it signs twice';
    if (typeof found === 'string') problems.push({ code: 'COSIGNATURE_INVALID', entry, details: `${name}: ${found}` });
    else signers.add(mspId);
  }
  return [...signers].sort();
}

function isNamed({ name, keyId }: Pick<NoteSignature, 'name' | 'keyId'>, expected: string, certificate: Uint8Array): boolean {
  try {
    return name === expected && isPlainCertificate(certificate) && computeKeyId(certificate) === keyId;
  } catch {
    return false; // The certificate cannot be read.
  }
}

function readNote(entries: Entries, entry: string, problems: EvidenceProblem[]): SignedNote {
  try {
    return parseNote(findEntry(entries, entry));
  } catch (error) {
    problems.push({ code: 'NOTE_MALFORMED', entry, details: describeError(error) });
    return { text: '', signatures: [] };
  }
}

/** Computes the header hash of block 0, which has one envelope. */
function hashGenesis(envelope: Uint8Array): string {
  return toHex(hashHeader(0, new Uint8Array(), createHash('sha256').update(envelope).digest()));
}

function splitHashes(bytes: Uint8Array): readonly Uint8Array[] | undefined {
  if (bytes.length % hashLength !== 0) return undefined;
  return Array.from({ length: bytes.length / hashLength }, (_, at) => bytes.subarray(at * hashLength, (at + 1) * hashLength));
}

function findEntry(entries: Entries, name: string): Uint8Array {
  return entries.get(name) ?? new Uint8Array();
}
