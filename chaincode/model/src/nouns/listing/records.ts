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
export const listingStates = ['DRAFT', 'IN_REVIEW', 'NOTICE', 'LISTED', 'SUPERSEDED', 'DELISTED', 'REJECTED'] as const;
export type StoredListingState = (typeof listingStates)[number];
/** SUSPENDED is computed: an organisation suspends a version whose data are being delivered. */
export type ListingState = StoredListingState | 'SUSPENDED';

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

/** The versions of a listing: the newest, and the one that is LISTED. */
export interface ListingPointer {
  readonly id: string;
  readonly provider: string;
  readonly mspId: string;
  readonly newest: number;
  readonly live?: number;
  readonly state: 'LIVE' | 'NOT_LIVE';
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
  state: OneOf(...listingStates, 'SUSPENDED'),
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
  requestChanges: { from: ['IN_REVIEW'], to: ['DRAFT'], by: ['operator'] },
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
  endNotice: { from: ['NOTICE'], to: ['LISTED'], by: ['operator'] },
  /** Happens with the `endNotice` of the next version. */
  supersede: { from: ['LISTED'], to: ['SUPERSEDED'], by: [] },
  suspend: { from: ['LISTED', 'SUSPENDED', 'SUPERSEDED', 'DELISTED'], to: ['SUSPENDED'], by: ['operator', 'authority'] },
  resume: { from: ['SUSPENDED'], to: ['LISTED', 'SUSPENDED', 'SUPERSEDED', 'DELISTED'], by: ['object-suspender'] },
  delist: { from: ['LISTED', 'SUPERSEDED'], to: ['DELISTED'], by: ['object-provider', 'operator'] },
  delistSuspended: { from: ['SUSPENDED'], to: ['DELISTED'], by: ['operator'] },
  /** The next version starts as a DRAFT; this one keeps its state. */
  createVersion: { from: ['LISTED', 'SUPERSEDED', 'DELISTED', 'REJECTED'], to: 'same', by: ['object-provider'] },
} as const satisfies Lifecycle<ListingState>;
