import type { Key } from '../../kernel/key';
import type { Reader } from '../../kernel/reader';
import { defineVoice, type Parties } from '../../kernel/voice';
import { listingKeys } from './keys';
import type {
  AttestationRecord,
  DesignationRecord,
  GradeRecord,
  HeldNoticeRecord,
  ListingPointer,
  ListingRecord,
  ObjectionRecord,
} from './records';

/** Names who may say what about the versions of a listing. */
export const pointerVoice = defineVoice<ListingPointer>({
  // The first version says whose listing it is: anybody could write another pointer to it.
  parties: async (_record, { parts: [id = ''] }, reader) => {
    const first = await reader.find(listingKeys.listingVersion(id, 1));
    return first ? { 'object-provider': first.mspId } : {};
  },
  steps: {
    create: { by: ['object-provider'], from: ['NONE'], to: ['KNOWN'], sets: 'all', names: ['provider'] },
    createVersion: { by: ['object-provider'], from: ['KNOWN'], to: 'same', sets: ['newest'] },
  },
});

/** Names who may say what about a listing version. */
export const listingVoice = defineVoice<ListingRecord>({
  parties: ({ mspId }) => ({ 'object-provider': mspId }),
  steps: {
    create: { by: ['object-provider'], from: ['NONE'], to: ['DRAFT'], sets: 'all', names: ['provider'] },
    createVersion: { by: ['object-provider'], from: ['NONE'], to: ['DRAFT'], sets: 'all', names: ['provider'] },
    edit: { by: ['object-provider'], from: ['DRAFT'], to: 'same', sets: ['content'] },
    submit: { by: ['object-provider'], from: ['DRAFT'], to: ['IN_REVIEW'], sets: ['contentHash', 'judges'], binds: 'operator' },
    requestChanges: {
      by: ['operator'],
      from: ['IN_REVIEW', 'NOTICE'],
      to: ['DRAFT'],
      sets: ['approvedAt', 'listingNumber'],
      binds: 'object-provider',
    },
    reject: { by: ['operator'], from: ['IN_REVIEW'], to: ['REJECTED'], sets: [], binds: 'object-provider' },
    withdraw: {
      by: ['object-provider'],
      from: ['IN_REVIEW', 'NOTICE'],
      to: ['DRAFT'],
      sets: ['approvedAt', 'listingNumber'],
      binds: 'operator',
    },
    approve: {
      by: ['operator'],
      from: ['IN_REVIEW'],
      to: ['NOTICE'],
      sets: ['approvedAt', 'listingNumber'],
      stamps: ['approvedAt'],
      binds: 'object-provider',
    },
    upholdObjection: {
      by: ['operator'],
      from: ['NOTICE'],
      to: ['IN_REVIEW'],
      sets: ['approvedAt', 'listingNumber'],
      binds: 'object-provider',
    },
    delist: { by: ['object-provider', 'operator'], from: ['NOTICE'], to: ['DELISTED'], sets: ['delisted'], binds: 'operator' },
  },
});

/** Names who may classify a listing: the authority alone. The first submission makes the key. */
export const gradeVoice = defineVoice<GradeRecord>({
  parties: () => ({}),
  steps: {
    submit: { by: ['anyone'], from: ['NONE'], to: ['UNCLASSIFIED'], sets: 'all', isEmpty: true },
    reclassify: {
      by: ['authority'],
      from: ['UNCLASSIFIED', 'CLASSIFIED'],
      to: ['CLASSIFIED'],
      sets: ['grade', 'epoch', 'contentHash'],
    },
  },
});

/** Names who may say which listing is authoritative. */
export const designationVoice = defineVoice<DesignationRecord>({
  parties: () => ({}),
  steps: {
    designate: { by: ['authority'], from: ['NONE', 'DESIGNATED', 'ENDED'], to: ['DESIGNATED'], sets: 'all', names: ['designatedBy'] },
    endDesignation: { by: ['authority'], from: ['DESIGNATED'], to: ['ENDED'], sets: [] },
  },
});

/** Names who may give an opinion on a version. */
export const attestationVoice = defineVoice<AttestationRecord>({
  parties: (_record, key, reader) => nameProvider(key, reader),
  // Binds, so that nobody takes back the opinion by which a version was listed.
  steps: {
    attest: { by: ['assessor'], from: ['NONE', 'GIVEN'], to: ['GIVEN'], sets: 'all', names: ['assessor'], binds: 'object-provider' },
  },
});

/** Names who may object to a version. */
export const objectionVoice = defineVoice<ObjectionRecord>({
  parties: () => ({}),
  steps: { object: { by: ['anyone'], from: ['NONE', 'RAISED'], to: ['RAISED'], sets: 'all', names: ['objector'] } },
});

/**
 * Names who may hold a notice by an objection. It binds, so that nobody can take back the objection on which others relied, and has a
 * witness, so that none can be said to have come before an end.
 */
export const heldNoticeVoice = defineVoice<HeldNoticeRecord>({
  parties: (_record, key, reader) => nameProvider(key, reader),
  steps: {
    object: {
      by: ['anyone'],
      from: ['NONE'],
      to: ['HELD'],
      sets: 'all',
      names: ['objector'],
      binds: 'operator',
      witness: () => 'object-provider',
    },
  },
});

/** Names the provider of the version that a key is about. */
async function nameProvider({ parts: [id = '', version] }: Key, reader: Reader): Promise<Parties> {
  const listing = await reader.find(listingKeys.listingVersion(id, Number(version)));
  return listing ? { 'object-provider': listing.mspId } : {};
}
