import { createHash, X509Certificate } from 'node:crypto';
import { decodeText, encodeText } from '../bytes';
import { EvidenceError } from './evidence-error';

/** The signer of checkpoints for an organisation: a member's certificate (PEM), and ECDSA over SHA-256 in DER with its key. */
export interface Cosigner {
  readonly mspId: string;
  readonly certificate: string;
  readonly sign: (message: Uint8Array) => Promise<Uint8Array>;
}

/** The signature of an organisation under a text, with the certificate (PEM) of its key. */
export interface Cosignature {
  readonly mspId: string;
  readonly certificate: string;
  readonly signature: Uint8Array;
}

/** Asks organisations to sign a text. Those that cannot be asked or do not agree are left out. */
export type Cosign = (text: string) => Promise<readonly Cosignature[]>;

/** The text of a checkpoint: which log, how many leaves, and their root. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
}

/** One signature line of a note. */
export interface NoteSignature {
  readonly name: string;
  /** First four bytes of SHA-256 of the public key (SPKI, DER), hex. */
  readonly keyId: string;
  readonly signature: Uint8Array;
}

/** A signed note that was read. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const signatureLine = /^\u2014 ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/;

/** Writes the text of a checkpoint (C2SP tlog-checkpoint). */
export function formatCheckpoint({ origin, size, root }: Checkpoint): string {
  return `${origin}\n${String(size)}\n${Buffer.from(root).toString('base64')}\n`;
}

/** Reads the text of a checkpoint; `undefined` if it is not written as `formatCheckpoint` does. */
export function parseCheckpointText(text: string): Checkpoint | undefined {
  const [origin = '', size = '', root = ''] = text.split('\n');
  const read = { origin, size: Number(size), root: Uint8Array.from(Buffer.from(root, 'base64')) };
  return Number.isSafeInteger(read.size) && formatCheckpoint(read) === text ? read : undefined;
}

/** Names the log of a channel: the channel, and the first eight bytes of its first block's header hash. */
export function nameOrigin(channel: string, genesis: string): string {
  return `${channel}.databund/${genesis.slice(0, 16)}`;
}

/** Signs a text as each of these organisations, under the log's origin (C2SP signed-note, signature type 0x02). */
export async function signNote(text: string, origin: string, cosigners: readonly Cosigner[]): Promise<string> {
  return formatNote(text, origin, await signAs(cosigners)(text));
}

/** Returns how these organisations sign a text. */
export function signAs(cosigners: readonly Cosigner[]): Cosign {
  const plain = cosigners.map((each) => ({ ...each, certificate: new X509Certificate(each.certificate).toString() }));
  return (text) =>
    Promise.all(plain.map(async ({ mspId, certificate, sign }) => ({ mspId, certificate, signature: await sign(encodeText(text)) })));
}

/** Writes a text with the signatures of organisations under it. */
export function formatNote(text: string, origin: string, cosignatures: readonly Cosignature[]): string {
  const lines = cosignatures.map(({ mspId, certificate, signature }) => {
    const bytes = Buffer.concat([Buffer.from(computeKeyId(certificate), 'hex'), signature]);
    return `\u2014 ${nameKey(origin, mspId)} ${bytes.toString('base64')}\n`;
  });
  return `${text}\n${lines.join('')}`;
}

/** Names the key of an organisation in the notes of a log. */
export function nameKey(origin: string, mspId: string): string {
  return `${origin}/${mspId}`;
}

/** Computes the id of a certificate's key. */
export function computeKeyId(certificate: string | Uint8Array): string {
  const key = new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(key).digest('hex').slice(0, 8);
}

/** Returns whether a certificate is encoded in the one way in which packs hold it: PEM as Node writes it. */
export function isPlainCertificate(certificate: Uint8Array): boolean {
  return new X509Certificate(certificate).toString() === decodeText(certificate);
}

/** Reads a signed note. @throws EvidenceError NOTE_MALFORMED */
export function parseNote(bytes: Uint8Array): SignedNote {
  const whole = decodeText(bytes) ?? '';
  const end = whole.lastIndexOf('\n\n');
  const lines = whole.slice(end + 2).split('\n');
  const signatures = lines.slice(0, -1).map(parseLine);
  if (end < 0 || lines.at(-1) !== '' || signatures.length === 0 || signatures.some((each) => !each))
    throw new EvidenceError('NOTE_MALFORMED', 'Not a signed note: a text, an empty line, and lines of signatures expected.');
  return { text: whole.slice(0, end + 1), signatures: signatures.filter((each) => each !== undefined) };
}

function parseLine(line: string): NoteSignature | undefined {
  const [, name, encoded = ''] = signatureLine.exec(line) ?? [];
  const bytes = Buffer.from(encoded, 'base64');
  if (name === undefined || bytes.length <= 4 || bytes.toString('base64') !== encoded) return undefined;
  return { name, keyId: bytes.subarray(0, 4).toString('hex'), signature: bytes.subarray(4) };
}
