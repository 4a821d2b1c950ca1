import { hashBytes } from '@databund/model';
import { makeContent } from '../listings';
import { people } from '../memory-world';
import { ids, place } from './ids';
import { objectors, repeatFor, type Lifecycle, type Names } from './lifecycle';
import { listed } from './paths';
import type { ObjectValues } from './object-values';
import { steps } from './steps';

const version = { id: ids.listing, version: 1 };
const nameVersion = ({ listing: revision }: ObjectValues) => ({ ...version, revision });
/** The people to which a version is not public before its notice. */
const hiddenFrom: Names = ['otherProvider', 'buyer', 'otherBuyer', 'arbiter', 'otherArbiter'];

const underNotice = [steps.lengthenNotices, steps.create, steps.submit, steps.approve];

/** The lifecycle of a listing version. */
export const listing: Lifecycle = {
  commands: {
    ...repeatFor(['submit', 'requestChanges', 'reject', 'withdraw', 'agree', 'approve', 'suspend', 'resume'], nameVersion),
    edit: (values) => ({ ...nameVersion(values), content: makeContent() }),
    delist: (values) => ({ ...nameVersion(values), reason: { code: 'other' } }),
    createVersion: () => ({ id: ids.listing, version: 2, content: makeContent() }),
    attest: ({ contentHash }) => ({ ...version, contentHash, opinion: 'favourable', text: 't' }),
    object: ({ contentHash }) => ({ ...version, contentHash, text: hashBytes('no') }),
    upholdObjection: (values) => ({ ...nameVersion(values), objector: people.buyer.participantId }),
    designate: ({ designation }) => ({ ...place, ...(designation > 0 && { designation }) }),
    endDesignation: ({ designation }) => ({ ...place, designation: Math.max(1, designation) }),
    reclassify: ({ contentHash }) => ({ ...version, contentHash, grade: 'important', reason: { code: 'other' } }),
  },
  absent: 'LISTING_NOT_FOUND',
  selfDealing: { actor: 'provider', actions: ['object'] },
  codes: {
    createVersion: 'VERSION_IN_PROGRESS',
    resume: 'NOT_PERMITTED',
    endDesignation: 'DESIGNATION_NOT_FOUND',
  },
  states: {
    DRAFT: {
      by: [steps.create],
      may: { edit: ['provider'], submit: ['provider'] },
      hiddenFrom,
      // A draft has no stances yet, so neither organisation has one to change.
      codes: { agree: 'NOT_PERMITTED', suspend: 'NOT_PERMITTED' },
    },
    IN_REVIEW: {
      by: [steps.create, steps.submit],
      hiddenFrom,
      may: {
        requestChanges: ['operator'],
        reject: ['operator'],
        withdraw: ['provider'],
        approve: ['operator'],
        agree: ['authority'],
        attest: ['assessor'],
        reclassify: ['authority'],
      },
    },
    NOTICE: {
      by: underNotice,
      may: {
        withdraw: ['provider'],
        requestChanges: ['operator'],
        agree: ['authority'],
        object: objectors,
        attest: ['assessor'],
        reclassify: ['authority'],
      },
      codes: { upholdObjection: 'OBJECTION_NOT_FOUND' },
    },
    'NOTICE, objected': {
      by: [...underNotice, steps.object],
      may: {
        withdraw: ['provider'],
        requestChanges: ['operator'],
        agree: ['authority'],
        object: objectors.filter((name) => name !== 'buyer'),
        upholdObjection: ['operator'],
        attest: ['assessor'],
        reclassify: ['authority'],
      },
      codes: { object: 'ALREADY_EXISTS' },
    },
    LISTED: {
      by: listed,
      may: {
        designate: ['authority'],
        suspend: ['operator', 'authority'],
        delist: ['provider', 'operator'],
        createVersion: ['provider'],
        attest: ['assessor'],
        reclassify: ['authority'],
      },
    },
    'LISTED, designated': {
      by: [...listed, steps.designate],
      may: {
        designate: ['authority'],
        endDesignation: ['authority'],
        suspend: ['operator', 'authority'],
        delist: ['provider', 'operator'],
        createVersion: ['provider'],
        attest: ['assessor'],
        reclassify: ['authority'],
      },
    },
    SUSPENDED: {
      by: [...listed, steps.suspend],
      may: {
        suspend: ['authority'],
        resume: ['operator'],
        delist: ['operator'],
        attest: ['assessor'],
        reclassify: ['authority'],
      },
    },
    SUPERSEDED: {
      by: [...listed, steps.supersede],
      // The authority designates the listing, which has another version that is LISTED.
      may: {
        suspend: ['operator', 'authority'],
        delist: ['provider', 'operator'],
        attest: ['assessor'],
        reclassify: ['authority'],
        designate: ['authority'],
      },
      codes: { createVersion: 'ALREADY_EXISTS' },
    },
    DELISTED: {
      by: [...listed, steps.delist],
      // Deliveries of a DELISTED version continue, so the organisations can still stop them.
      may: { createVersion: ['provider'], suspend: ['operator', 'authority'], reclassify: ['authority'] },
    },
    'DELISTED, and suspended': {
      by: [...listed, steps.delist, steps.suspend],
      may: { suspend: ['authority'], resume: ['operator'], attest: ['assessor'], reclassify: ['authority'] },
    },
    'DELISTED, by order': { by: [...listed, steps.delistByOrder], may: { createVersion: ['provider'], reclassify: ['authority'] } },
    REJECTED: { by: [steps.create, steps.submit, steps.reject], may: { createVersion: ['provider'] }, hiddenFrom },
  },
};
