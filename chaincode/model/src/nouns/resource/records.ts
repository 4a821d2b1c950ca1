import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, Instant, LanguageMap, Line, MspId, Name, OneOf, Title } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import type { Lifecycle } from '../../kernel/lifecycle';
import { Adcode } from '../../kernel/adcode';
import { ViewOf } from '../../kernel/record';
import { TextHash } from '../../kernel/text';

/** The states of a public data resource. */
export const resourceStates = ['DRAFT', 'SUBMITTED', 'NOTICE', 'REGISTERED', 'REJECTED', 'CANCELLED'] as const;
export type ResourceState = (typeof resourceStates)[number];

/** The description of a resource by the public body that holds it. */
export const ResourceContent = Closed(
  {
    title: Title,
    description: LanguageMap(16_384),
    theme: Type.Optional(Type.Array(Name(200), { maxItems: 64 })),
    adcode: Type.Optional(Adcode),
    frequency: Type.Optional(Line(200)),
  },
  'A resource of public data, as it is registered.',
);

/** A public data resource. The authority registers it, so that its operation can be mandated. */
export const Resource = Closed({
  id: Id('res'),
  holder: Id('ptc'),
  mspId: MspId,
  content: ResourceContent,
  contentHash: Type.Optional(Hash),
  noticedAt: Type.Optional(Instant),
  registrationNumber: Type.Optional(Line(64)),
  /** The change that its holder proposes. */
  proposed: Type.Optional(ResourceContent),
  state: OneOf(...resourceStates),
});
export type ResourceRecord = Static<typeof Resource>;
/** A resource as callers see it. */
export const ResourceView = ViewOf('Resource', {
  ...Resource.properties,
  /** The end of the notice, or of the period in which the authority should review. */
  endsAt: Type.Optional(Instant),
  isOverdue: Type.Optional(Type.Literal(true)),
});

/** A participant's objection to a resource under notice. It changes no state. */
export interface ResourceObjectionRecord {
  readonly id: string;
  readonly objector: string;
  readonly text: TextHash;
  readonly state: 'RAISED';
}
/** An objection as callers see it. */
export const ResourceObjectionView = ViewOf('ResourceObjection', { id: Id('res'), objector: Id('ptc'), text: TextHash });

/** The state machine of a resource. Changes and corrections are new revisions of REGISTERED. */
export const resourceLifecycle = {
  create: { from: ['NONE'], to: ['DRAFT'], by: ['provider'] },
  edit: { from: ['DRAFT'], to: 'same', by: ['object-holder'] },
  submit: { from: ['DRAFT'], to: ['SUBMITTED'], by: ['object-holder'] },
  giveNotice: { from: ['SUBMITTED'], to: ['NOTICE'], by: ['authority'] },
  reject: { from: ['SUBMITTED', 'NOTICE'], to: ['REJECTED'], by: ['authority'] },
  object: { from: ['NOTICE'], to: 'same', by: ['not-object-holder'] },
  upholdObjection: { from: ['NOTICE'], to: ['SUBMITTED'], by: ['authority'] },
  register: { from: ['NOTICE'], to: ['REGISTERED'], by: ['authority'] },
  change: { from: ['REGISTERED'], to: 'same', by: ['object-holder'] },
  acceptChange: { from: ['REGISTERED'], to: 'same', by: ['authority'] },
  declineChange: { from: ['REGISTERED'], to: 'same', by: ['authority'] },
  correct: { from: ['REGISTERED'], to: 'same', by: ['authority'] },
  cancel: { from: ['REGISTERED'], to: ['CANCELLED'], by: ['authority'] },
} as const satisfies Lifecycle<ResourceState>;
