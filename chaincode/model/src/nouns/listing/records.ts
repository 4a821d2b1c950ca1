import { Type, type Static } from '@sinclair/typebox';
import { Adcode } from '../../kernel/adcode';
import { Closed, Id, Instant, Line, MspId, Name, OneOf, Text, Title, Version } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import type { Lifecycle } from '../../kernel/lifecycle';
import { ViewOf } from '../../kernel/record';
import { stanceStates } from '../../kernel/stance';
import { TextHash } from '../../kernel/text';
import { ListingContent } from './content';

/** A stance as callers see it: PENDING only if it is needed. */
const ShownStance = OneOf(...stanceStates, 'not-needed');

/** The stored states of a listing version. */
export const storedListingStates = ['DRAFT', 'IN_REVIEW', 'NOTICE', 'DELISTED', 'REJECTED'] as const;
export type StoredListingState = (typeof storedListingStates)[number];
/**
 * The states of a listing version. LISTED follows when its notice ends, SUPERSEDED when the next version is LISTED, and SUSPENDED when an
 * organisation suspends a version whose data are being delivered.
 */
export const listingStates = [...storedListingStates, 'LISTED', 'SUPERSEDED', 'SUSPENDED'] as const;
export type ListingState = (typeof listingStates)[number];

/** Names what keeps a version in NOTICE past the end of its notice: an objection, or something that its approval asked for and that no longer holds. */
export const hindrances = [
  'OBJECTION_UNDECIDED',
  'CORE_DATA',
  'RESOURCE_NOT_REGISTERED',
  'MANDATE_NOT_ACTIVE',
  'OVER_THE_CEILING',
  'APPROVAL_MISSING',
] as const;
export type Hindrance = (typeof hindrances)[number];

/** One version of a listing. */
export interface ListingRecord {
  readonly id: string;
  readonly version: number;
  readonly provider: string;
  readonly mspId: string;
  readonly content: ListingContent;
  readonly contentHash?: Hash;
  /** The organisations that judge it, fixed when it is first submitted. */
  readonly judges?: { readonly operator: string; readonly authority: string };
  readonly approvedAt?: string;
  readonly listingNumber?: string;
  /** Names the party that delisted it. `by-order` stops deliveries; after `by-provider` they continue. */
  readonly delisted?: 'by-order' | 'by-provider';
  readonly state: StoredListingState;
}

/** The newest version of a listing. */
export interface ListingPointer {
  readonly id: string;
  readonly provider: string;
  readonly mspId: string;
  readonly newest: number;
  readonly state: 'KNOWN';
}

/** A participant's newest objection to a listing under notice, about exactly this content. It changes no state. */
export interface ObjectionRecord {
  readonly id: string;
  readonly version: number;
  readonly objector: string;
  readonly contentHash: Hash;
  readonly text: TextHash;
  readonly state: 'RAISED';
}

/**
 * The first objection in a notice, which holds it for one more period, so every reader of the version reads it too. Its key names the
 * revision of the version under this notice: another approval begins another one.
 */
export interface HeldNoticeRecord {
  readonly objector: string;
  readonly state: 'HELD';
}

/** An assessor's opinion on one version's content: whether it may be listed, and how good the data are. */
export interface AttestationRecord {
  readonly id: string;
  readonly version: number;
  readonly assessor: string;
  readonly contentHash: Hash;
  readonly opinion: 'favourable' | 'unfavourable';
  readonly quality?: number;
  readonly text: string;
  readonly state: 'GIVEN';
}

/** An assessor's opinion as callers see it. */
export const AttestationView = ViewOf('Attestation', {
  id: Id('lst'),
  version: Version,
  assessor: Id('ptc'),
  contentHash: Hash,
  opinion: OneOf('favourable', 'unfavourable'),
  quality: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, description: 'Out of 100.' })),
  text: Text(4_000),
});

/** The grades of data, from the least to the most protected. */
export const grades = ['general', 'important', 'core'] as const;
export type Grade = (typeof grades)[number];

/** The authority's classification of a listing, for all its versions. Each higher one starts an epoch, in which all approve again. */
export interface GradeRecord {
  readonly grade: Grade;
  readonly epoch: number;
  /** The content that the authority judged. */
  readonly contentHash?: Hash;
  readonly state: 'UNCLASSIFIED' | 'CLASSIFIED';
}

/** The authoritative listing for a theme in an administrative division. One key, so there is only one. */
export interface DesignationRecord {
  readonly theme: string;
  readonly adcode: string;
  readonly listing: string;
  readonly designatedBy: string;
  readonly state: 'DESIGNATED' | 'ENDED';
}

/** A designation as callers see it. */
export const DesignationView = ViewOf('Designation', {
  theme: Name(200),
  adcode: Adcode,
  listing: Id('lst'),
  designatedBy: Id('ptc'),
  state: OneOf('DESIGNATED', 'ENDED'),
});

/** The state machine of a designation. */
export const designationLifecycle = {
  designate: { from: ['NONE', 'DESIGNATED', 'ENDED'], to: ['DESIGNATED'], by: ['authority'] },
  endDesignation: { from: ['DESIGNATED'], to: ['ENDED'], by: ['authority'] },
} as const satisfies Lifecycle<DesignationRecord['state']>;

/** An objection as callers see it. */
export const ObjectionView = ViewOf('Objection', {
  id: Id('lst'),
  version: Version,
  objector: Id('ptc'),
  contentHash: Hash,
  text: TextHash,
});

const properties = {
  id: Id('lst'),
  version: Version,
  title: Title,
  provider: Id('ptc'),
  mspId: MspId,
  state: OneOf(...listingStates),
  /** The end of the state by itself, or of the period in which the operator should review. */
  endsAt: Type.Optional(Instant),
  /** The code of what keeps the version in NOTICE past the end. */
  heldBy: Type.Optional(OneOf(...hindrances)),
  isOverdue: Type.Optional(Type.Literal(true)),
  contentHash: Type.Optional(Hash),
  listingNumber: Type.Optional(Line(64)),
  approvedAt: Type.Optional(Instant),
  grade: Type.Optional(Closed({ grade: OneOf(...grades), epoch: Type.Integer({ minimum: 1 }) })),
  delisted: Type.Optional(OneOf('by-order', 'by-provider')),
  stances: Type.Optional(Closed({ operator: ShownStance, authority: ShownStance })),
};

/** A listing version without its content. */
export const ListingStanding = ViewOf('ListingStanding', properties);
export type ListingStanding = Static<typeof ListingStanding>;
/** A listing version with its content. */
export const ListingView = ViewOf('Listing', { ...properties, content: ListingContent });

/** The state machine of a listing version. */
export const listingLifecycle = {
  create: { from: ['NONE'], to: ['DRAFT'], by: ['provider'] },
  edit: { from: ['DRAFT'], to: 'same', by: ['object-provider'] },
  submit: { from: ['DRAFT'], to: ['IN_REVIEW'], by: ['object-provider'] },
  requestChanges: { from: ['IN_REVIEW', 'NOTICE'], to: ['DRAFT'], by: ['operator'] },
  reject: { from: ['IN_REVIEW'], to: ['REJECTED'], by: ['operator'] },
  withdraw: { from: ['IN_REVIEW', 'NOTICE'], to: ['DRAFT'], by: ['object-provider'] },
  attest: {
    from: ['IN_REVIEW', 'NOTICE', 'LISTED', 'SUSPENDED', 'SUPERSEDED'],
    to: 'same',
    by: ['assessor'],
  },
  agree: { from: ['IN_REVIEW', 'NOTICE'], to: 'same', by: ['authority'] },
  approve: { from: ['IN_REVIEW'], to: ['NOTICE'], by: ['operator'] },
  object: { from: ['NOTICE'], to: 'same', by: ['not-object-provider'] },
  upholdObjection: { from: ['NOTICE'], to: ['IN_REVIEW'], by: ['operator'] },
  reclassify: {
    from: ['IN_REVIEW', 'NOTICE', 'LISTED', 'SUSPENDED', 'SUPERSEDED', 'DELISTED'],
    to: 'same',
    by: ['authority'],
  },
  designate: { from: ['LISTED'], to: 'same', by: ['authority'] },
  /** Happens by itself when the next version is LISTED. */
  supersede: { from: ['LISTED'], to: ['SUPERSEDED'], by: [] },
  suspend: { from: ['LISTED', 'SUSPENDED', 'SUPERSEDED', 'DELISTED'], to: ['SUSPENDED'], by: ['operator', 'authority'] },
  resume: { from: ['SUSPENDED'], to: ['LISTED', 'SUSPENDED', 'SUPERSEDED', 'DELISTED'], by: ['object-suspender'] },
  delist: { from: ['LISTED', 'SUPERSEDED'], to: ['DELISTED'], by: ['object-provider', 'operator'] },
  delistSuspended: { from: ['SUSPENDED'], to: ['DELISTED'], by: ['operator'] },
  /** The next version starts as a DRAFT; this one keeps its state. */
  createVersion: { from: ['LISTED', 'SUPERSEDED', 'DELISTED', 'REJECTED'], to: 'same', by: ['object-provider'] },
} as const satisfies Lifecycle<ListingState>;
