import { Type, type Static } from '@sinclair/typebox';
import { Closed, FileName, Id, Instant, LanguageMap, Line, Name, OneOf, Text, Title, Version, WebAddress } from '../../kernel/forms';
import { Hash, type Digest } from '../../kernel/hash';
import { computeMerkleRoot } from '../../kernel/merkle';
import { modes } from './modes';
import { Ceiling } from '../mandate/records';
import { Policy } from '../policy/policy';
import { SectorName, type Preset } from '../exchange/sector-presets';
import { Spatial } from './spatial';

const LanguageTag = Type.String({ pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' });

/** A part of a dataset: bytes in the provider's store, which can be delivered, or a link, which cannot. */
export const Distribution = Type.Union([
  Closed({
    kind: Type.Literal('held'),
    name: FileName,
    mediaType: Line(255),
    byteSize: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
    hash: Hash,
    title: Type.Optional(Title),
  }),
  Closed({ kind: Type.Literal('linked'), url: WebAddress, mediaType: Type.Optional(Line(255)), title: Type.Optional(Title) }),
]);
export type Distribution = Static<typeof Distribution>;
/** A distribution whose bytes the provider's store holds. */
export type HeldDistribution = Extract<Distribution, { kind: 'held' }>;

/** A price that the provider publishes: an amount at which everybody can order, or a range, which only informs. */
export const ListPrice = Type.Union([Ceiling, Closed({ from: Ceiling, to: Ceiling })], {
  description: 'The published price of data that are not public: an amount at which everybody can order, or a range, which binds nobody.',
});
export type ListPrice = Static<typeof ListPrice>;

/** One of the three rights in data (hold, process, operate): its holder, its basis and its end. */
const Right = Closed({ holder: Line(500), basis: Text(2_000), expiry: Type.Optional(Instant) });

/** The content of a listing: a DCAT 3 dataset, what the exchange needs to know of it, and its offer. Submission freezes and hashes it. */
export const ListingContent = Closed(
  {
    title: Title,
    description: Type.Optional(LanguageMap(65_536)),
    theme: Type.Optional(Type.Array(Name(200), { maxItems: 64 })),
    keywords: Type.Optional(Type.Array(Line(200), { maxItems: 256 })),
    publisher: Type.Optional(Closed({ name: Title, homepage: Type.Optional(WebAddress) })),
    licence: Type.Optional(Line(2_048)),
    landingPage: Type.Optional(WebAddress),
    identifier: Type.Optional(Line(2_048)),
    issued: Type.Optional(Line(64)),
    modified: Type.Optional(Line(64)),
    spatial: Type.Optional(Spatial),
    temporal: Type.Optional(Closed({ from: Type.Optional(Line(64)), until: Type.Optional(Line(64)) })),
    frequency: Type.Optional(Line(200)),
    languages: Type.Optional(
      Type.Array(LanguageTag, { maxItems: 64, description: 'The languages of the data, not those of its description.' }),
    ),
    distributions: Type.Optional(Type.Array(Distribution, { maxItems: 256 })),
    rights: Type.Optional(Closed({ hold: Type.Optional(Right), process: Type.Optional(Right), operate: Type.Optional(Right) })),
    grade: Type.Optional(OneOf('general', 'important', 'core')),
    personalData: Type.Optional(Closed({ level: OneOf('none', 'personal', 'sensitive'), assessment: Type.Optional(Line(500)) })),
    isPublicData: Type.Optional(Type.Boolean({ description: 'Data of a public body. The authority must agree as well.' })),
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
        listPrice: Type.Optional(ListPrice),
      }),
    ),
    audience: Type.Optional(
      Type.Array(Id('ptc'), {
        minItems: 1,
        maxItems: 64,
        uniqueItems: true,
        description: 'The participants that may see the listing. The default is everybody.',
      }),
    ),
    lineage: Type.Optional(Type.Array(Closed({ listing: Id('lst'), version: Version }), { maxItems: 64 })),
    sample: Type.Optional(WebAddress),
    source: Type.Optional(
      Closed(
        { format: Line(64), record: Type.Optional(Text(8_192)), recordHash: Type.Optional(Hash) },
        'Fields of the source that the listing has no member for: as canonical JSON, or by hash if longer than 8 KiB.',
      ),
    ),
  },
  'A dataset as it is listed.',
);
export type ListingContent = Static<typeof ListingContent>;

const required = ['description', 'publisher', 'licence', 'languages', 'grade', 'personalData', 'kind', 'offer', 'charge'] as const;
const rights = ['hold', 'process', 'operate'] as const;

/**
 * Returns what a content lacks for review at an instant. The charge for public data is public, personal data need an assessment, and an
 * expired right counts as missing.
 */
export function findMissing(content: ListingContent, at: string, requires: Preset['requires'] = []): readonly string[] {
  const needsPublicCharge = isPublic(content) && content.charge?.basis === 'priced';
  return [
    ...[...required, ...requires].filter((name) => isEmpty(name === 'spatial' ? getCoverage(content) : content[name])),
    ...(needsPublicCharge && isEmpty(getPublicCharge(content)) ? ['charge.publicCharge'] : []),
    ...(hasPersonalData(content) && isEmpty(content.personalData?.assessment) ? ['personalData.assessment'] : []),
    ...rights.filter((right) => isExpired(content.rights?.[right], at)).map((right) => `rights.${right}`),
  ];
}

function isEmpty(value: string | boolean | object | undefined): boolean {
  return value === undefined || value === '' || (typeof value === 'object' && Object.keys(value).length === 0);
}

/** Returns the covered area without its coordinate system, which says nothing by itself. */
function getCoverage({ spatial }: ListingContent): object | undefined {
  if (!spatial) return undefined;
  const { crs: _system, ...covered } = spatial;
  return covered;
}

function isExpired(right: Static<typeof Right> | undefined, at: string): boolean {
  return right?.expiry !== undefined && right.expiry <= at;
}

function hasPersonalData({ personalData }: ListingContent): boolean {
  return (personalData?.level ?? 'none') !== 'none';
}

/** Returns whether the data are public: declared so, or part of a registered resource. */
export function isPublic({ isPublicData, resource }: ListingContent): boolean {
  return isPublicData === true || resource !== undefined;
}

/** Returns the charge for public data. */
export function getPublicCharge(content: ListingContent): Ceiling | undefined {
  return isPublic(content) && content.charge?.basis === 'priced' ? content.charge.publicCharge : undefined;
}

/** Returns the price that the provider publishes for data that are not public. */
export function getListPrice(content: ListingContent): ListPrice | undefined {
  return !isPublic(content) && content.charge?.basis === 'priced' ? content.charge.listPrice : undefined;
}

/** Returns the amount at which everybody can order: a range does not count. */
export function getListAmount(content: ListingContent): Ceiling | undefined {
  const price = getListPrice(content);
  return price && 'amountMinor' in price ? price : undefined;
}

/** Returns the charge of public data in a content whose data are not. */
export function findDisclosedPrice(content: ListingContent): Ceiling | undefined {
  return isPublic(content) ? undefined : content.charge?.publicCharge;
}

/** Returns the distributions that can be delivered, in their order. */
export function listHeld(content: ListingContent): readonly HeldDistribution[] {
  return (content.distributions ?? []).filter((distribution) => distribution.kind === 'held');
}

/** Returns what a buyer acknowledges after receiving everything: the hash of the only file, or the Merkle root over all files in their order. */
export function hashDeliverable(content: ListingContent): Digest {
  const hashes = listHeld(content).map(({ hash }) => hash);
  const [only, ...others] = hashes;
  return only !== undefined && others.length === 0 ? only : computeMerkleRoot(hashes);
}

/** Returns whether an assessor's opinion is needed: for personal data, and for data of grade `important`. */
export function isAssessorNeeded(content: ListingContent, grade = content.grade): boolean {
  return hasPersonalData(content) || grade === 'important';
}

/** Returns whether the authority must agree: to public data, and to data of grade `important`. */
export function isAuthorityNeeded(content: ListingContent, grade = content.grade): boolean {
  return isPublic(content) || grade === 'important';
}
