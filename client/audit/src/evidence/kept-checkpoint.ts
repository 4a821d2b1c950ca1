import { toCanonicalJson } from '@databund/model';
import { isObject, parseJson } from '../parse-json';
import { encodeText } from '../bytes';
import { EvidenceError } from './evidence-error';
import { parseCheckpointText, parseNote, type Checkpoint, type SignedNote } from './signed-note';

const format = 'databund-checkpoint/1';

/** A checkpoint as a gateway gave it, with the certificates (PEM) of those that signed it by MSP id. */
export interface KeptCheckpoint {
  /** The signed note, or a proof of consistency and the note behind it. */
  readonly answer: string;
  readonly certificates: Readonly<Record<string, string>>;
}

/** The parts of a kept checkpoint. */
export interface ReadCheckpoint {
  readonly note: SignedNote;
  readonly checkpoint: Checkpoint;
  /** The proof that it begins with an older one of so many leaves. */
  readonly since?: { readonly size: number; readonly proof: readonly Uint8Array[] };
}

/** Writes a kept checkpoint as one line of JSON. */
export function formatKept({ answer, certificates }: KeptCheckpoint): string {
  return `${toCanonicalJson({ format, answer, certificates })}\n`;
}

/** Reads the file of a kept checkpoint; the bare answer of a gateway is one without certificates. @throws EvidenceError NOTE_MALFORMED */
export function parseKept(text: string): KeptCheckpoint {
  if (!text.startsWith('{')) return { answer: text, certificates: {} };
  const value = parseJson(text);
  if (isKept(value)) return { answer: value.answer, certificates: value.certificates };
  throw new EvidenceError('NOTE_MALFORMED', `Not a kept checkpoint: JSON of format ${format} or a signed note expected.`);
}

function isKept(value: unknown): value is KeptCheckpoint {
  if (!isObject(value) || value['format'] !== format || typeof value['answer'] !== 'string') return false;
  const { certificates } = value;
  return isObject(certificates) && Object.values(certificates).every((pem) => typeof pem === 'string');
}

/** Reads what a gateway answered: `old SIZE`, hashes in base64 and an empty line may stand before the note (C2SP tlog-witness). @throws EvidenceError NOTE_MALFORMED */
export function readAnswer(answer: string): ReadCheckpoint {
  const [, old, hashes = '', rest] = /^old (\d{1,15})\n((?:[A-Za-z0-9+/]{43}=\n)*)\n([^]*)$/.exec(answer) ?? [];
  const note = parseNote(encodeText(rest ?? answer));
  const checkpoint = parseCheckpointText(note.text);
  if (!checkpoint)
    throw new EvidenceError('NOTE_MALFORMED', 'Not a checkpoint: an origin, a number of leaves and a root in base64 expected.');
  if (old === undefined) return { note, checkpoint };
  const proof = hashes
    .split('\n')
    .slice(0, -1)
    .map((hash) => Uint8Array.from(Buffer.from(hash, 'base64')));
  return { note, checkpoint, since: { size: Number(old), proof } };
}
