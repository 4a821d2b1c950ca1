import { packBlock } from '@databund/ledger-verifier';
import { encodeText } from '../bytes';
import { formatPlace } from './derive-claims';
import { examinePack } from './examine-pack';
import type { ChosenTransaction, LedgerIndex, ReadBlock } from './ledger-index';
import { packFormat, type Manifest, type PackKind, type Subject } from './manifest';
import { decodePack, encodePack } from './pack-file';
import { formatSubject } from './read-checkpoint';
import { formatCheckpoint, formatNote, type Cosign, type Cosignature } from './signed-note';

/** The object that a pack is to be about, and the ledger. */
export interface PackRequest {
  readonly subject: Subject;
  readonly index: LedgerIndex;
  readonly readBlock: ReadBlock;
  /** Price slips to be opened, as canonical JSON by the trade's id. */
  readonly prices?: ReadonlyMap<string, string>;
  /** Tokens of RFC 3161 by a name. */
  readonly timestamps?: ReadonlyMap<string, Uint8Array>;
  /** True adds SM3 as a second digest of every entry. */
  readonly hasSm3?: boolean;
}

/** Makes a pack of whole blocks. It contains all that these blocks contain, so it is for overseers and courts. @throws EvidenceError SUBJECT_MISSING */
export async function makeBlocksPack(request: PackRequest): Promise<Uint8Array> {
  const { index, readBlock, subject } = request;
  const { height } = index; // The ledger may grow meanwhile.
  const chosen = await index.select(subject, readBlock);
  const numbers = [...new Set(chosen.map(({ block }) => block))];
  const entries = new Map<string, Uint8Array>([['headers', Buffer.concat(index.dataHashes.slice(0, (numbers.at(-1) ?? -1) + 1))]]);
  for (const number of numbers) entries.set(`block/${String(number)}`, packBlock(await readBlock(number)));
  return finish({ ...request, height }, { kind: 'blocks', chosen, entries });
}

/** Makes a pack of single envelopes with paths to a checkpoint that organisations sign. @throws EvidenceError SUBJECT_MISSING */
export async function makeCheckpointPack(request: PackRequest, cosign: Cosign): Promise<Uint8Array> {
  const { index, readBlock, subject } = request;
  const { chaincode, height, origin, tree } = index;
  const { size } = tree; // The ledger may grow meanwhile.
  const chosen = await index.select(subject, readBlock, height);
  const listed = formatSubject(
    { origin, subject, chaincode, height },
    chosen.map(({ leaf }) => tree.getLeaf(leaf)),
  );
  const whole = formatCheckpoint({ origin, size, root: tree.computeRoot(size) });
  const envelopes = chosen.flatMap((each): readonly (readonly [string, Uint8Array])[] => [
    [`envelope/${formatPlace(each)}`, each.envelope],
    [`path/${formatPlace(each)}`, Buffer.concat(tree.computePath(each.leaf, size))],
  ]);
  const signed = joinSignatures(await cosign(whole), await cosign(listed));
  const enter = (kept: readonly SignedBoth[]) => new Map([...enterNotes(kept, { origin, whole, listed }), ...envelopes]);
  const parts = { kind: 'checkpoint', chosen } as const;
  // Others can answer anything; a signature of no member must not spoil the pack.
  const { cosigners } = examinePack(describe({ ...request, height }, parts), enter(signed));
  const entries = enter(signed.filter(({ mspId }) => cosigners.includes(mspId)));
  return finish({ ...request, height }, { ...parts, entries });
}

/** The two signatures of an organisation, by one key. */
interface SignedBoth extends Pick<Cosignature, 'mspId' | 'certificate'> {
  readonly whole: Cosignature;
  readonly list: Cosignature;
}

function joinSignatures(whole: readonly Cosignature[], list: readonly Cosignature[]): readonly SignedBoth[] {
  const signed = new Map<string, SignedBoth>();
  for (const each of whole) {
    const { mspId, certificate } = each;
    const other = list.find((one) => one.mspId === mspId && one.certificate === certificate);
    if (other && !signed.has(mspId)) signed.set(mspId, { mspId, certificate, whole: each, list: other });
  }
  return [...signed.values()];
}

function enterNotes(
  signed: readonly SignedBoth[],
  { origin, whole, listed }: { readonly origin: string; readonly whole: string; readonly listed: string },
): readonly (readonly [string, Uint8Array])[] {
  const sign = (text: string, part: 'whole' | 'list') =>
    encodeText(
      formatNote(
        text,
        origin,
        signed.map((each) => each[part]),
      ),
    );
  return [
    ['checkpoint', sign(whole, 'whole')],
    ['subject', sign(listed, 'list')],
    ...signed.map(({ mspId, certificate }) => [`cosigner/${mspId}`, encodeText(certificate)] as const),
  ];
}

/** Entries that the holder of a pack may add to it. */
export type Additions = Pick<PackRequest, 'prices' | 'timestamps' | 'hasSm3'>;

/** Adds opened prices, timestamps and a second digest to a pack. @throws EvidenceError for a file that is no pack */
export function extendPack(bytes: Uint8Array, { prices = new Map(), timestamps = new Map(), hasSm3 = false }: Additions): Uint8Array {
  const { manifest, entries } = decodePack(bytes);
  const { entries: listed, format, kind, subject, channel, chaincode, height, transactions } = manifest;
  const rest = { format, kind, subject, channel, chaincode, height, transactions };
  const extended = new Map(entries);
  addOptional(extended, { prices, timestamps });
  const { claims } = examinePack(rest, extended);
  return encodePack({ ...rest, claims }, extended, { hasSm3: hasSm3 || listed.some(({ sm3 }) => sm3 !== undefined) });
}

function addOptional(entries: Map<string, Uint8Array>, { prices, timestamps }: Required<Pick<Additions, 'prices' | 'timestamps'>>): void {
  for (const [trade, slip] of prices) entries.set(`price/${trade}`, encodeText(slip));
  for (const [name, token] of timestamps) entries.set(`timestamp/${name}`, token);
}

interface Parts {
  readonly kind: PackKind;
  readonly chosen: readonly ChosenTransaction[];
  readonly entries: Map<string, Uint8Array>;
}

function finish(request: PackRequest & { readonly height: number }, { entries, ...parts }: Parts): Uint8Array {
  const { prices = new Map(), timestamps = new Map(), hasSm3 = false } = request;
  addOptional(entries, { prices, timestamps });
  const manifest = describe(request, parts);
  const { claims } = examinePack(manifest, entries);
  return encodePack({ ...manifest, claims }, entries, { hasSm3 });
}

function describe(
  { index, subject, height }: Pick<PackRequest, 'index' | 'subject'> & { readonly height: number },
  { kind, chosen }: Pick<Parts, 'kind' | 'chosen'>,
): Omit<Manifest, 'entries' | 'claims'> {
  return {
    format: packFormat,
    kind,
    subject,
    channel: index.channel,
    chaincode: index.chaincode,
    height,
    transactions: chosen.map((each) => ({
      at: formatPlace(each),
      id: each.transaction.txId,
      ...(kind === 'checkpoint' && { leaf: each.leaf }),
    })),
  };
}
