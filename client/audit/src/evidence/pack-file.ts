import { createHash, getHashes } from 'node:crypto';
import { toCanonicalJson } from '@databund/model';
import { decodeText, encodeText } from '../bytes';
import { parseJson } from '../parse-json';
import { EvidenceError, type ByteRange } from './evidence-error';
import { isManifest, type ListedEntry, type Manifest } from './manifest';

/** The bytes of a pack's entries by name, in their order. */
export type Entries = ReadonlyMap<string, Uint8Array>;

/** A pack that was read: its manifest, its entries, and where each of them is. */
export interface Pack {
  readonly manifest: Manifest;
  readonly entries: Entries;
  readonly ranges: ReadonlyMap<string, ByteRange>;
  /** Range of the manifest, its line feed included. */
  readonly head: ByteRange;
}

const lineFeed = 0x0a;
/** Greatest size of a manifest, so that no file makes a reader parse without end. */
const longestManifest = 64 * 1024 * 1024;

/** Encodes a pack: the manifest as one line of canonical JSON, then the bytes of the entries without gaps. */
export function encodePack(manifest: Omit<Manifest, 'entries'>, entries: Entries, { hasSm3 = false } = {}): Uint8Array {
  const listed = [...entries].map(([name, bytes]) => listEntry(name, bytes, hasSm3));
  const head = `${toCanonicalJson({ ...manifest, entries: listed })}\n`;
  return Buffer.concat([encodeText(head), ...entries.values()]);
}

/** Reads a pack, and checks its form and the digests of all entries. @throws EvidenceError PACK_MALFORMED, PACK_NOT_CANONICAL, PACK_CUT_OFF, PACK_TOO_LONG, ENTRY_HASH */
export function decodePack(bytes: Uint8Array): Pack {
  const { manifest, head } = readManifest(bytes);
  const ranges = new Map<string, ByteRange>();
  let from = head.to;
  for (const { name, size } of manifest.entries) {
    const range = { from, to: from + size };
    if (ranges.has(name)) throw new EvidenceError('PACK_MALFORMED', `The manifest lists entry ${name} twice, once expected.`, head);
    if (range.to > bytes.length)
      throw new EvidenceError(
        'PACK_CUT_OFF',
        `The file ends at byte ${String(bytes.length)}, and entry ${name} at ${String(range.to)}. Fetch the pack again.`,
        { from, to: bytes.length },
      );
    ranges.set(name, range);
    from = range.to;
  }
  if (from < bytes.length)
    throw new EvidenceError('PACK_TOO_LONG', `The last entry ends at byte ${String(from)}, and bytes follow. Fetch the pack again.`, {
      from,
      to: bytes.length,
    });
  const entries = new Map([...ranges].map(([name, range]) => [name, bytes.subarray(range.from, range.to)]));
  for (const listed of manifest.entries) checkDigests(listed, entries, ranges);
  return { manifest, entries, ranges, head };
}

function readManifest(bytes: Uint8Array): { readonly manifest: Manifest; readonly head: ByteRange } {
  const end = bytes.subarray(0, longestManifest).indexOf(lineFeed);
  const head = { from: 0, to: end < 0 ? Math.min(bytes.length, longestManifest) : end + 1 };
  const text = end < 0 ? undefined : decodeText(bytes.subarray(0, end));
  const manifest = text === undefined ? undefined : parseJson(text);
  if (!isManifest(manifest))
    throw new EvidenceError(
      'PACK_MALFORMED',
      'The first line is not a manifest of databund-evidence/1. Give a file that databund prove made.',
      head,
    );
  if (toCanonicalJson(manifest) !== text)
    throw new EvidenceError('PACK_NOT_CANONICAL', 'The first line is not canonical JSON (RFC 8785). Fetch the pack again.', head);
  return { manifest, head };
}

function listEntry(name: string, bytes: Uint8Array, hasSm3: boolean): ListedEntry {
  return { name, size: bytes.length, sha256: computeDigest('sha256', bytes), ...(hasSm3 && { sm3: computeDigest('sm3', bytes) }) };
}

function checkDigests({ name, sha256, sm3 }: ListedEntry, entries: Entries, ranges: ReadonlyMap<string, ByteRange>): void {
  const bytes = entries.get(name) ?? new Uint8Array();
  const isWrong =
    computeDigest('sha256', bytes) !== sha256 || (sm3 !== undefined && getHashes().includes('sm3') && computeDigest('sm3', bytes) !== sm3);
  if (!isWrong) return;
  throw new EvidenceError(
    'ENTRY_HASH',
    `Entry ${name} does not have the digest that the manifest lists. Fetch the pack again.`,
    ranges.get(name),
  );
}

function computeDigest(algorithm: 'sha256' | 'sm3', bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}
