import { encodePack, type Pack } from '@databund/audit';
import { toCanonicalJson } from '@databund/model';
import { chooseChange } from './change-field';
import { classifyFields, byteClasses } from './byte-classes';
import type { PackSource } from './pack-sources';
import type { Random } from './random';
import { repairDataHash } from './sign-again';
import { encodeFields, parseFields, replaceField, type WireField } from './wire-tree';

/** The classes of a pack's bytes. */
export const packClasses = ['entry', 'block', 'path', 'cosignature', 'claim', 'configuration'] as const;
export type PackClass = (typeof packClasses)[number];

/** One changed pack. */
export interface PackMutation {
  readonly source: PackSource;
  readonly packClass: PackClass;
  readonly place: string;
  readonly bytes: Uint8Array;
}

type Manifest = Pack['manifest'];

/** Makes the next mutation of some packs; the class is drawn first, each as likely. Digests in the manifest are repaired in all classes but `entry`. */
export function makePackMutation(sources: readonly PackSource[], random: Random): PackMutation {
  for (;;) {
    const packClass = random.pick(packClasses);
    const source = random.pick(sources);
    const changed = changers[packClass](source, random);
    if (changed && Buffer.compare(changed.bytes, source.bytes) !== 0) return { source, packClass, ...changed };
  }
}

interface Changed {
  readonly place: string;
  readonly bytes: Uint8Array;
}
type Change = (source: PackSource, random: Random) => Changed | undefined;

const changers: Readonly<Record<PackClass, Change>> = {
  entry: (source, random) => (random.draw(2) === 0 ? changeByte(source, random) : changeList(source, random)),
  block: (source, random) => changeMessage(source, random, (name) => isMessage(name) && !isConfiguration(name)),
  configuration: (source, random) => changeMessage(source, random, isConfiguration),
  path: (source, random) =>
    source.pack.manifest.kind === 'blocks'
      ? changeRaw(source, random, (name) => name === 'headers')
      : changeRaw(source, random, (name) => name.startsWith('path/')),
  cosignature: (source, random) =>
    changeRaw(source, random, (name) => name === 'checkpoint' || name === 'subject' || name.startsWith('cosigner/')),
  claim: changeManifest,
};

const isMessage = (name: string) => /^(block|envelope)\//.test(name);
const isConfiguration = (name: string) => name === 'block/0' || name === 'envelope/0.0';

/** Changes one byte anywhere, and repairs nothing. */
function changeByte({ bytes }: PackSource, random: Random): Changed {
  const at = random.draw(bytes.length);
  return { place: `byte ${String(at)}`, bytes: flip(bytes, at, random) };
}

/** Drops, repeats, renames or exchanges entries, and lists them so. */
function changeList({ pack: { manifest, entries } }: PackSource, random: Random): Changed {
  const list = [...entries];
  const at = random.draw(list.length);
  const [name, bytes] = list[at] ?? ['', new Uint8Array()];
  const other = list[random.draw(list.length)];
  const changes = [
    list.filter((_, position) => position !== at),
    [...list, [`${name}x`, bytes] as const],
    list.map((each, position) => (position === at ? ([`${name}0`, bytes] as const) : each)),
    list.map((each, position) => (position === at && other ? ([name, other[1]] as const) : each)),
  ];
  return { place: `list of entries at ${name}`, bytes: encodePack(manifest, new Map(random.pick(changes))) };
}

/** Changes a field of a message, and repairs what needs no key: the block's data hash, the list of headers. */
function changeMessage({ pack }: PackSource, random: Random, isChosen: (name: string) => boolean): Changed | undefined {
  const name = random.pick([...pack.entries.keys()].filter(isChosen));
  const original = pack.entries.get(name) ?? new Uint8Array();
  const fields = parseFields(original);
  if (!fields) return undefined;
  const path = choosePath(fields, random, name.startsWith('block/'));
  const field = findField(fields, path);
  if (!field) return undefined;
  const { name: change, change: apply } = chooseChange(field, random);
  const bytes = Uint8Array.from(encodeFields(replaceField(fields, path, (each) => apply(each, random))));
  const entries = new Map(pack.entries).set(name, bytes);
  if (name.startsWith('block/') && random.draw(2) === 0) repairHash(entries, name, bytes);
  return { place: `${name}: ${change}`, bytes: encodePack(pack.manifest, entries) };
}

function repairHash(entries: Map<string, Uint8Array>, name: string, bytes: Uint8Array): void {
  try {
    const repaired = repairDataHash(bytes);
    const header = parseFields(repaired)?.[0]?.fields?.find(({ number }) => number === 3)?.value ?? new Uint8Array();
    const headers = Uint8Array.from(entries.get('headers') ?? new Uint8Array());
    headers.set(header.subarray(0, 32), Number(name.slice('block/'.length)) * 32);
    entries.set(name, repaired).set('headers', headers);
  } catch {
    // The library of the messages cannot read the block, so nothing can be repaired in it.
  }
}

function choosePath(fields: readonly WireField[], random: Random, isBlock: boolean): readonly number[] {
  if (isBlock) {
    const places = [...classifyFields(fields)].filter(([, list]) => list.length > 0);
    const [, list] = places.find(([name]) => name === random.pick(byteClasses)) ?? random.pick(places);
    return random.pick(list).path;
  }
  const paths: (readonly number[])[] = [];
  const walk = (inside: readonly WireField[], above: readonly number[]) => {
    for (const [at, field] of inside.entries()) {
      paths.push([...above, at]);
      walk(field.fields ?? [], [...above, at]);
    }
  };
  walk(fields, []);
  return random.pick(paths);
}

function findField(fields: readonly WireField[], [first = 0, ...rest]: readonly number[]): WireField | undefined {
  const field = fields[first];
  return rest.length === 0 ? field : field && findField(field.fields ?? [], rest);
}

/** Changes bytes of an entry that is no message: a bit, its length, or two halves. */
function changeRaw({ pack: { manifest, entries } }: PackSource, random: Random, isChosen: (name: string) => boolean): Changed | undefined {
  const names = [...entries.keys()].filter(isChosen);
  if (names.length === 0) return undefined;
  const name = random.pick(names);
  const bytes = entries.get(name) ?? new Uint8Array();
  if (bytes.length === 0) return undefined;
  const cut = random.draw(bytes.length);
  const changes = [
    flip(bytes, cut, random),
    flip(bytes, random.draw(bytes.length), random),
    bytes.subarray(0, cut),
    Buffer.concat([bytes, bytes.subarray(cut)]),
    Buffer.concat([bytes.subarray(cut), bytes.subarray(0, cut)]),
  ];
  return { place: name, bytes: encodePack(manifest, new Map(entries).set(name, random.pick(changes))) };
}

/** Changes what the manifest says: a claim, a transaction, the subject, the height. */
function changeManifest({ pack: { manifest, entries } }: PackSource, random: Random): Changed | undefined {
  const { claims, transactions } = manifest;
  const drop = <T>(list: readonly T[]) => {
    const at = random.draw(list.length);
    return list.filter((_, position) => position !== at);
  };
  const swap = <T>(list: readonly T[]) => {
    const at = random.draw(list.length - 1);
    return [...list.slice(0, at), ...list.slice(at, at + 2).reverse(), ...list.slice(at + 2)];
  };
  const changes: readonly Partial<Manifest>[] = [
    { claims: drop(claims) },
    { claims: swap(claims) },
    { claims: [...claims, random.pick(claims)] },
    { claims: changeTexts(claims, random) },
    { claims: changeTexts(claims, random) },
    { transactions: drop(transactions) },
    { transactions: swap(transactions) },
    { transactions: changeTexts(transactions, random) },
    { height: manifest.height + 1 + random.draw(9) },
    { subject: changeTexts(manifest.subject, random) },
    { chaincode: `${manifest.chaincode}x` },
    { channel: manifest.channel.slice(1) },
  ];
  const change = random.pick(changes);
  return { place: `manifest: ${Object.keys(change).join(', ')}`, bytes: encodePack({ ...manifest, ...change }, entries) };
}

/** Changes one letter or digit inside a value. */
function changeTexts<T>(value: T, random: Random): T {
  const text = toCanonicalJson(value);
  const places = [...text.matchAll(/(?<=[\w-])[a-z0-9]/g)].map(({ index }) => index);
  const at = random.pick(places);
  const letter = text[at] === '1' ? '2' : /\d/.test(text[at] ?? '') ? '1' : text[at] === 'a' ? 'b' : 'a';
  try {
    return JSON.parse(`${text.slice(0, at)}${letter}${text.slice(at + 1)}`) as T;
  } catch {
    return value;
  }
}

function flip(bytes: Uint8Array, at: number, random: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << random.draw(8));
  return copy;
}
