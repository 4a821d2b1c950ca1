import { defineVoice } from '../../kernel/voice';
import { listingKeys } from './keys';
import type { AttestationRecord, DesignationRecord, GradeRecord, ListingPointer, ListingRecord, ObjectionRecord } from './records';

/** Names who may say what about the versions of a listing. */
export const pointerVoice = defineVoice<ListingPointer>({
  parties: ({ mspId }) => ({ 'object-provider': mspId }),
  steps: {
    create: { by: ['object-provider'], from: ['NONE'], to: ['NOT_LIVE'], sets: 'all', names: ['provider'] },
    createVersion: { by: ['object-provider'], from: ['LIVE', 'NOT_LIVE'], to: 'same', sets: ['newest'] },
    endNotice: { by: ['operator'], from: ['LIVE', 'NOT_LIVE'], to: ['LIVE'], sets: ['live'] },
    delist: { by: ['object-provider', 'operator'], from: ['LIVE'], to: ['NOT_LIVE'], sets: ['live'] },
  },
});

/** Names who may say what about a listing version. */
export const listingVoice = defineVoice<ListingRecord>({
  parties: ({ mspId }) => ({ 'object-provider': mspId }),
  steps: {
    create: { by: ['object-provider'], from: ['NONE'], to: ['DRAFT'], sets: 'all', names: ['provider'] },
    createVersion: { by: ['object-provider'], from: ['NONE'], to: ['DRAFT'], sets: 'all', names: ['provider'] },
    edit: { by: ['object-provider'], from: ['DRAFT'], to: 'same', sets: ['content'] },
    submit: { by: ['object-provider'], from: ['DRAFT'], to: ['IN_REVIEW'], sets: ['contentHash', 'judges'] },
    requestChanges: { by: ['operator'], from: ['IN_REVIEW'], to: ['DRAFT'], sets: [] },
    reject: { by: ['operator'], from: ['IN_REVIEW'], to: ['REJECTED'], sets: [] },
    withdraw: { by: ['object-provider'], from: ['IN_REVIEW', 'NOTICE'], to: ['DRAFT'], sets: ['approvedAt'] },
    approve: { by: ['operator'], from: ['IN_REVIEW'], to: ['NOTICE'], sets: ['approvedAt'] },
    upholdObjection: { by: ['operator'], from: ['NOTICE'], to: ['IN_REVIEW'], sets: ['approvedAt'] },
    endNotice: { by: ['operator'], from: ['NOTICE', 'LISTED'], to: ['LISTED', 'SUPERSEDED'], sets: ['listingNumber'] },
    delist: { by: ['object-provider', 'operator'], from: ['LISTED', 'SUPERSEDED'], to: ['DELISTED'], sets: ['delisted'] },
  },
});

/** Names who may say what about the grade of a version: its provider claims, the authority classifies. */
export const gradeVoice = defineVoice<GradeRecord>({
  parties: async (_record, { parts: [id = '', version] }, reader) => {
    const listing = await reader.find(listingKeys.listingVersion(id, Number(version)));
    return listing ? { 'object-provider': listing.mspId } : {};
  },
  steps: {
    submit: {
      by: ['object-provider'],
      from: ['NONE', 'CLAIMED', 'CLASSIFIED'],
      to: ['CLAIMED', 'CLASSIFIED'],
      sets: ['grade', 'epoch'],
    },
    reclassify: { by: ['authority'], from: ['CLAIMED', 'CLASSIFIED'], to: ['CLASSIFIED'], sets: ['grade', 'epoch'] },
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
  parties: () => ({}),
  steps: { attest: { by: ['assessor'], from: ['NONE', 'GIVEN'], to: ['GIVEN'], sets: 'all', names: ['assessor'] } },
});

/** Names who may object to a version. */
export const objectionVoice = defineVoice<ObjectionRecord>({
  parties: () => ({}),
  steps: { object: { by: ['anyone'], from: ['NONE', 'RAISED'], to: ['RAISED'], sets: 'all', names: ['objector'] } },
});
