import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, Instant, LanguageMap, Line, OneOf, Text, Version, WebAddress } from '../../kernel/forms';
import { Hash, type Digest } from '../../kernel/hash';
import { merkleRoot } from '../../kernel/merkle';
import { modes } from './modes';
import { Ceiling } from '../mandate/records';
import { Policy } from '../policy/policy';
import { SectorName, type Preset } from '../exchange/sector-presets';
import { Spatial } from './spatial';

const LanguageTag = Type.String({ pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' });

/** The name of a file, with the folders that it lies in: its last part names a file, and is not empty, `.` or `..`. */
export const FileName = Type.String({
  minLength: 1,
  maxLength: 255,
  format: 'line',
  pattern: '^(?!(.*/)?\\.{0,2}$)',
  description: 'A file’s name, with the folders that it lies in.',
});

/** A part of a dataset: bytes in the provider’s store, which can be delivered, or a link, which cannot. */
export const Distribution = Type.Union([
  Closed({
    kind: Type.Literal('held'),
    name: FileName,
    mediaType: Line(255),
    byteSize: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    hash: Hash,
    title: Type.Optional(LanguageMap(1_000)),
  }),
  Closed({ kind: Type.Literal('linked'), url: WebAddress, mediaType: Type.Optional(Line(255)), title: Type.Optional(LanguageMap(1_000)) }),
]);
export type Distribution = Static<typeof Distribution>;
/** A distribution whose bytes the exchange holds. */
export type HeldDistribution = Extract<Distribution, { kind: 'held' }>;

/** One of the three rights in data (hold, process, operate): whose it is, on what basis, until when. */
const Right = Closed({ holder: Line(500), basis: Text(2_000), expiry: Type.Optional(Instant) });

/** A listing’s content: a DCAT 3 dataset, what the exchange must know of it, and its offer. Frozen and hashed at submission. */
export const ListingContent = Closed(
  {
    title: LanguageMap(1_000),
    description: Type.Optional(LanguageMap(65_536)),
    theme: Type.Optional(Type.Array(Line(200), { maxItems: 64 })),
    keywords: Type.Optional(Type.Array(Line(200), { maxItems: 256 })),
    publisher: Type.Optional(Closed({ name: LanguageMap(1_000), homepage: Type.Optional(WebAddress) })),
    licence: Type.Optional(Line(2_048)),
    landingPage: Type.Optional(WebAddress),
    identifier: Type.Optional(Line(2_048)),
    issued: Type.Optional(Line(64)),
    modified: Type.Optional(Line(64)),
    spatial: Type.Optional(Spatial),
    temporal: Type.Optional(Closed({ from: Type.Optional(Line(64)), until: Type.Optional(Line(64)) })),
    frequency: Type.Optional(Line(200)),
    languages: Type.Optional(
      Type.Array(LanguageTag, { maxItems: 64, description: 'Languages of the data, apart from those of its description.' }),
    ),
    distributions: Type.Optional(Type.Array(Distribution, { maxItems: 256 })),
    rights: Type.Optional(Closed({ hold: Type.Optional(Right), process: Type.Optional(Right), operate: Type.Optional(Right) })),
    grade: Type.Optional(OneOf('general', 'important', 'core')),
    personalData: Type.Optional(Closed({ level: OneOf('none', 'personal', 'sensitive'), assessment: Type.Optional(Line(500)) })),
    isPublicData: Type.Optional(Type.Boolean({ description: 'Data of a public body: the authority must agree too.' })),
    resource: Type.Optional(Id('res')),
    mandate: Type.Optional(Id('man')),
    exportRegime: Type.Optional(Line(200)),
    sector: Type.Optional(SectorName),
    kind: Type.Optional(OneOf(...modes)),
    offer: Type.Optional(Policy),
    charge: Type.Optional(
      Closed({
        basis: OneOf('free', 'priced'),
        freePurposes: Type.Optional(Type.Array(Line(200), { maxItems: 64 })),
        publicCharge: Type.Optional(Ceiling),
      }),
    ),
    audience: Type.Optional(
      Type.Array(Id('ptc'), {
        minItems: 1,
        maxItems: 64,
        uniqueItems: true,
        description: 'Who may see the listing; everybody where it is not said.',
      }),
    ),
    lineage: Type.Optional(Type.Array(Closed({ listing: Id('lst'), version: Version }), { maxItems: 64 })),
    sample: Type.Optional(WebAddress),
    source: Type.Optional(
      Closed(
        { format: Line(64), record: Type.Optional(Text(8_192)), recordHash: Type.Optional(Hash) },
        'Fields of the source that have no place here: as canonical JSON, or by hash beyond 8 KiB.',
      ),
    ),
  },
  'A dataset as it is listed.',
);
export type ListingContent = Static<typeof ListingContent>;

const needed = ['description', 'publisher', 'licence', 'languages', 'grade', 'personalData', 'kind', 'offer', 'charge'] as const;
const rights = ['hold', 'process', 'operate'] as const;

/**
 * What the exchange asks for before review and the content does not say at an instant. What is charged for public data is public; personal
 * data have been assessed; and a right that has run out is none.
 */
export function missingIn(content: ListingContent, at: string, requires: Preset['requires'] = []): readonly string[] {
  const isPricedInPublic = isPublic(content) && content.charge?.basis === 'priced';
  return [
    ...[...needed, ...requires].filter((name) => isEmpty(name === 'spatial' ? coverage(content) : content[name])),
    ...(isPricedInPublic && isEmpty(publicCharge(content)) ? ['charge.publicCharge'] : []),
    ...(hasPersonalData(content) && isEmpty(content.personalData?.assessment) ? ['personalData.assessment'] : []),
    ...rights.filter((right) => hasRunOut(content.rights?.[right], at)).map((right) => `rights.${right}`),
  ];
}

/** Nothing, or what says nothing. */
function isEmpty(value: string | boolean | object | undefined): boolean {
  return value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** What is covered: the system of its coordinates does not say. */
function coverage({ spatial }: ListingContent): object | undefined {
  if (!spatial) return undefined;
  const { crs: _system, ...covered } = spatial;
  return covered;
}

function hasRunOut(right: Static<typeof Right> | undefined, at: string): boolean {
  return right?.expiry !== undefined && right.expiry <= at;
}

function hasPersonalData({ personalData }: ListingContent): boolean {
  return (personalData?.level ?? 'none') !== 'none';
}

/** Says whether a dataset is of public data: it says so, or it is of a registered resource. */
export function isPublic({ isPublicData, resource }: ListingContent): boolean {
  return isPublicData === true || resource !== undefined;
}

/** What is charged for public data; of other data nothing is said here. */
export function publicCharge(content: ListingContent): Ceiling | undefined {
  return isPublic(content) && content.charge?.basis === 'priced' ? content.charge.publicCharge : undefined;
}

/** The price that a content tells of data that are not public: it must not, for what is written is public. */
export function priceTold(content: ListingContent): Ceiling | undefined {
  return isPublic(content) ? undefined : content.charge?.publicCharge;
}

/** The parts of a dataset that can be delivered, in their order. */
export function heldIn(content: ListingContent): readonly HeldDistribution[] {
  return (content.distributions ?? []).filter((distribution) => distribution.kind === 'held');
}

/** What a buyer who received everything answers: the hash of the one file, or the root of the Merkle tree over the files’ in their order. */
export function deliverableHash(content: ListingContent): Digest {
  const hashes = heldIn(content).map(({ hash }) => hash);
  const [only, ...others] = hashes;
  return only !== undefined && others.length === 0 ? only : merkleRoot(hashes);
}

/** Says whether an assessor’s opinion must be there: on personal data, and on data of a grade that asks for it. */
export function needsAssessor(content: ListingContent, grade = content.grade): boolean {
  return hasPersonalData(content) || grade === 'important';
}

/** Says whether the authority must agree: to public data, and to data of a grade that asks for it. */
export function needsAuthority(content: ListingContent, grade = content.grade): boolean {
  return isPublic(content) || grade === 'important';
}
