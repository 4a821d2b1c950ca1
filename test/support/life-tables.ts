import { changedContent, deeds as d, ids, nextWindow, offeredTerms, place, type Deed, type Standing } from './lives';
import { contentWith } from './listings';
import { people, type PersonName } from './memory-world';

/** The nouns whose lives are told here. */
export type Noun = 'participant' | 'listing' | 'authorisation' | 'trade' | 'delivery' | 'dispute' | 'resource' | 'mandate';
/** Some of the people. */
export type Names = readonly PersonName[];

/** A life as the rules of the exchange have it, written down a second time: who may do what in each state. All else is refused. */
export interface Life {
  /** What each action is given, as things stand. */
  readonly commands: Readonly<Record<string, (standing: Standing) => object>>;
  /** How each state is come by, and who may then do what. */
  readonly states: Readonly<Record<string, { readonly by: readonly Deed[]; readonly may: Readonly<Record<string, Names>> }>>;
}

const version = { id: ids.listing, version: 1 };
const listed = [d.create, d.submit, d.approve, d.endNotice];
const granted = [...listed, d.request, d.providerApproves, d.operatorApproves];
const ordered = [...granted, d.order];
const priced = [...ordered, d.providerPrices, d.buyerPrices];
const active = [...priced, d.fund, d.activate];
const granting = [d.providerApproves, d.operatorApproves];
const trading = [d.order, d.providerPrices, d.buyerPrices, d.fund, d.activate];
const feed = [d.createFeed, d.submit, d.approve, d.endNotice, d.requestFeed, ...granting, ...trading, d.open];
const job = [...listed, d.requestJob, ...granting, ...trading, d.openJob];
const disputed = [...active, d.openDispute];
const registered = [d.createResource, d.submitResource, d.giveNotice, d.registerResource];
const mandated = [...registered, d.grantMandate];
const publicListed = [...registered, d.mandateProvider, d.createPublic, d.submit, d.agree, d.approve, d.endNotice];
const publicOrdered = [...publicListed, d.request, ...granting, d.authorityApproves, d.order];
const byTerms = ({ termsHash }: Standing) => ({ id: ids.authorisation, termsHash });
const byRevision =
  (noun: Noun, id: string, more: object = {}) =>
  (standing: Standing) => ({ id, revision: standing[noun], ...more });
const objectors: Names = ['assessor', 'arbiter', 'otherArbiter', 'operator', 'authority', 'otherProvider', 'buyer', 'otherBuyer'];
const approvers: Names = ['provider', 'operator'];

/** Every life, state by state. */
export const lives: Readonly<Record<Noun, Life>> = {
  participant: {
    commands: {
      ...Object.fromEntries(
        ['admit', 'suspend', 'reinstate', 'withdraw'].map((verb) => [verb, byRevision('participant', ids.participant)]),
      ),
      // Itself alone may, which is none of the people.
      pin: byRevision('participant', ids.participant, { keyHashes: [] }),
    },
    states: {
      APPLIED: { by: [d.register], may: { admit: ['operator'], withdraw: ['operator'] } },
      ACTIVE: { by: [d.register, d.admit], may: { suspend: ['operator'], withdraw: ['operator'] } },
      SUSPENDED: { by: [d.register, d.admit, d.suspendParticipant], may: { reinstate: ['operator'], withdraw: ['operator'] } },
      WITHDRAWN: { by: [d.register, d.withdrawParticipant], may: {} },
    },
  },
  listing: {
    commands: {
      edit: ({ listing: revision }) => ({ ...version, revision, content: contentWith() }),
      ...Object.fromEntries(
        ['submit', 'requestChanges', 'reject', 'agree', 'approve', 'endNotice', 'suspend', 'resume'].map((verb) => [
          verb,
          ({ listing: revision }: Standing) => ({ ...version, revision }),
        ]),
      ),
      delist: ({ listing: revision }) => ({ ...version, revision, reason: 'r' }),
      createVersion: () => ({ id: ids.listing, version: 2, content: contentWith() }),
      attest: ({ contentHash }) => ({ ...version, contentHash, opinion: 'favourable', text: 't' }),
      object: () => ({ ...version, text: 'no' }),
      upholdObjection: ({ listing: revision }) => ({ ...version, revision, objector: people.buyer.participantId }),
      designate: ({ designation }) => ({ ...place, ...(designation > 0 && { designation }) }),
      endDesignation: ({ designation }) => ({ ...place, designation: Math.max(1, designation) }),
      reclassify: ({ contentHash }) => ({ ...version, contentHash, grade: 'important', reason: 'r' }),
    },
    states: {
      DRAFT: { by: [d.create], may: { edit: ['provider'], submit: ['provider'] } },
      IN_REVIEW: {
        by: [d.create, d.submit],
        may: {
          requestChanges: ['operator'],
          reject: ['operator'],
          approve: ['operator'],
          agree: ['authority'],
          attest: ['assessor'],
          reclassify: ['authority'],
        },
      },
      NOTICE: {
        by: [d.create, d.submit, d.approve],
        may: { endNotice: ['operator'], agree: ['authority'], object: objectors, attest: ['assessor'], reclassify: ['authority'] },
      },
      'NOTICE, objected': {
        by: [d.create, d.submit, d.approve, d.object],
        may: {
          endNotice: ['operator'],
          agree: ['authority'],
          object: objectors.filter((name) => name !== 'buyer'),
          upholdObjection: ['operator'],
          attest: ['assessor'],
          reclassify: ['authority'],
        },
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
        by: [...listed, d.designate],
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
        by: [...listed, d.suspend],
        may: {
          suspend: ['authority'],
          resume: ['operator'],
          delist: ['operator'],
          attest: ['assessor'],
          reclassify: ['authority'],
        },
      },
      SUPERSEDED: {
        by: [...listed, d.supersede],
        // What is designated is the listing: by its version that is LISTED.
        may: {
          suspend: ['operator', 'authority'],
          delist: ['provider', 'operator'],
          attest: ['assessor'],
          reclassify: ['authority'],
          designate: ['authority'],
        },
      },
      DELISTED: {
        by: [...listed, d.delist],
        // Its deliveries go on: they can be stopped.
        may: { createVersion: ['provider'], suspend: ['operator', 'authority'], reclassify: ['authority'] },
      },
      'DELISTED, and suspended': {
        by: [...listed, d.delist, d.suspend],
        may: { suspend: ['authority'], resume: ['operator'], attest: ['assessor'], reclassify: ['authority'] },
      },
      'DELISTED, by order': { by: [...listed, d.delistByOrder], may: { createVersion: ['provider'], reclassify: ['authority'] } },
      REJECTED: { by: [d.create, d.submit, d.reject], may: { createVersion: ['provider'] } },
    },
  },
  authorisation: {
    commands: {
      ...Object.fromEntries(['approve', 'reject', 'suspend', 'resume', 'revoke'].map((verb) => [verb, byTerms])),
      ...Object.fromEntries(['withdraw', 'surrender'].map((verb) => [verb, byRevision('authorisation', ids.authorisation)])),
      activate: byRevision('authorisation', ids.authorisation, { trade: ids.trade }),
      ...Object.fromEntries(
        ['offer', 'counter'].map((verb) => [verb, byRevision('authorisation', ids.authorisation, { terms: offeredTerms })]),
      ),
      accept: byRevision('authorisation', ids.authorisation),
    },
    states: {
      REQUESTED: { by: [...listed, d.request], may: { approve: approvers, reject: approvers, withdraw: ['buyer'], offer: ['provider'] } },
      OFFERED: {
        by: [...listed, d.request, d.offer],
        may: { offer: ['provider'], counter: ['buyer'], accept: ['buyer'], reject: approvers, withdraw: ['buyer'] },
      },
      'REQUESTED, countered': {
        by: [...listed, d.request, d.offer, d.counter],
        may: { offer: ['provider'], reject: approvers, withdraw: ['buyer'] },
      },
      ACCEPTED: { by: [...listed, d.request, d.offer, d.accept], may: { approve: approvers, reject: approvers, withdraw: ['buyer'] } },
      PART_APPROVED: {
        by: [...listed, d.request, d.providerApproves],
        may: { approve: ['operator'], reject: approvers, withdraw: ['buyer'], offer: ['provider'] },
      },
      GRANTED: { by: [...priced, d.fund], may: { activate: ['buyer'], suspend: approvers, revoke: approvers, surrender: ['buyer'] } },
      ACTIVE: { by: active, may: { suspend: approvers, revoke: approvers, surrender: ['buyer'] } },
      SUSPENDED: {
        by: [...active, d.providerSuspends],
        may: { suspend: ['operator'], resume: ['provider'], revoke: approvers, surrender: ['buyer'] },
      },
      REVOKED: { by: [...active, d.providerRevokes], may: {} },
      REJECTED: { by: [...listed, d.request, d.providerRejects], may: {} },
      WITHDRAWN: { by: [...listed, d.request, d.withdraw], may: {} },
      SURRENDERED: { by: [...active, d.surrender], may: {} },
      LAPSED: { by: [...listed, d.request, d.waitHours(721)], may: {} },
      EXPIRED: { by: [...active, d.waitHours(24 * 365)], may: {} },
    },
  },
  trade: {
    commands: {
      price: () => ({ id: ids.trade }),
      ...Object.fromEntries(
        ['fund', 'settle', 'refund'].map((verb) => [verb, ({ amountHash }: Standing) => ({ id: ids.trade, amountHash })]),
      ),
      cancel: byRevision('trade', ids.trade),
    },
    states: {
      ORDERED: { by: ordered, may: { price: ['provider', 'buyer'], cancel: ['provider', 'buyer'] } },
      PRICED: { by: priced, may: { price: ['provider', 'buyer'], fund: ['operator'], cancel: ['provider', 'buyer'] } },
      'PRICED, by a public charge': { by: publicOrdered, may: { fund: ['operator'], cancel: ['provider', 'buyer'] } },
      FUNDED: { by: [...priced, d.fund], may: { refund: ['operator'] } },
      'FUNDED, by a public charge': { by: [...publicOrdered, d.fund], may: { refund: ['operator'] } },
      AUTHORISED: { by: active, may: {} },
      'AUTHORISED and revoked': { by: [...active, d.providerRevokes], may: { refund: ['operator'] } },
      DISPUTED: { by: disputed, may: {} },
      DELIVERED: { by: [...active, d.open, d.acknowledge], may: { settle: ['operator'] } },
      'DELIVERED, after a dispute': { by: [...disputed, d.open, d.acknowledge, d.withdrawDispute], may: { settle: ['operator'] } },
      SETTLED: { by: [...active, d.open, d.acknowledge, d.settle], may: {} },
      REFUNDED: { by: [...priced, d.fund, d.refund], may: {} },
      CANCELLED: { by: [...ordered, d.cancel], may: {} },
    },
  },
  delivery: {
    commands: {
      send: ({ delivery: revision, output }) => ({ id: ids.delivery, revision, ...output }),
      sendWindow: (standing) => ({ id: ids.delivery, revision: standing.delivery, ...nextWindow(standing) }),
      acknowledgeWindow: (standing) => ({ id: ids.delivery, window: 1, root: nextWindow(standing).root }),
      acknowledge: ({ delivery: revision, expected: hash }) => ({ id: ids.delivery, revision, hash }),
      terminate: byRevision('delivery', ids.delivery),
    },
    states: {
      OPENED: { by: [...active, d.open], may: { send: ['provider'], acknowledge: ['buyer'], terminate: ['provider', 'operator'] } },
      SENT: { by: [...active, d.open, d.send], may: { acknowledge: ['buyer'], terminate: ['provider', 'operator'] } },
      ACKED: { by: [...active, d.open, d.acknowledge], may: {} },
      MISMATCH: { by: [...active, d.open, d.mismatch], may: {} },
      TERMINATED: { by: [...active, d.open, d.terminate], may: {} },
      TIMED_OUT: { by: [...active, d.open, d.waitHours(73)], may: {} },
      'OPENED, a job': { by: job, may: { send: ['provider'], terminate: ['provider', 'operator'] } },
      'SENT, a job': { by: [...job, d.send], may: { acknowledge: ['buyer'], terminate: ['provider', 'operator'] } },
      'OPENED, a feed': { by: feed, may: { sendWindow: ['provider'], terminate: ['provider', 'operator'] } },
      'OPENED, a feed with a window': {
        by: [...feed, d.sendWindow],
        may: {
          sendWindow: ['provider'],
          acknowledgeWindow: ['buyer'],
          send: ['provider'],
          acknowledge: ['buyer'],
          terminate: ['provider', 'operator'],
        },
      },
      'OPENED, a feed whose window is acknowledged': {
        by: [...feed, d.sendWindow, d.acknowledgeWindow],
        may: { sendWindow: ['provider'], send: ['provider'], acknowledge: ['buyer'], terminate: ['provider', 'operator'] },
      },
      'SENT, a feed': {
        by: [...feed, d.sendWindow, d.send],
        may: { acknowledgeWindow: ['buyer'], acknowledge: ['buyer'], terminate: ['provider', 'operator'] },
      },
      'TIMED_OUT, a feed': { by: [...feed, d.waitHours(72), d.waitHours(1)], may: {} },
      'OPENED, a feed whose newest window is young': {
        by: [...feed, d.waitHours(71), d.sendWindow, d.waitHours(71)],
        may: {
          sendWindow: ['provider'],
          acknowledgeWindow: ['buyer'],
          send: ['provider'],
          acknowledge: ['buyer'],
          terminate: ['provider', 'operator'],
        },
      },
    },
  },
  dispute: {
    commands: {
      addEvidence: byRevision('dispute', ids.dispute, { text: 't' }),
      rule: byRevision('dispute', ids.dispute, { outcome: 'settle', text: 't' }),
      appeal: byRevision('dispute', ids.dispute, { reason: 'r' }),
      ...Object.fromEntries(['enforce', 'withdraw'].map((verb) => [verb, byRevision('dispute', ids.dispute)])),
    },
    states: {
      OPEN: { by: disputed, may: { addEvidence: ['buyer', 'provider'], rule: ['arbiter', 'otherArbiter'], withdraw: ['buyer'] } },
      EVIDENCE: {
        by: [...disputed, d.addEvidence],
        may: { addEvidence: ['buyer', 'provider'], rule: ['arbiter', 'otherArbiter'], withdraw: ['buyer'] },
      },
      RULING: { by: [...disputed, d.ruleSettle], may: { appeal: ['buyer', 'provider'], enforce: ['operator'] } },
      'EVIDENCE, on appeal': {
        by: [...disputed, d.ruleSettle, d.appeal],
        may: { addEvidence: ['buyer', 'provider'], rule: ['otherArbiter'] },
      },
      'RULING, on appeal': { by: [...disputed, d.ruleSettle, d.appeal, d.ruleAgain], may: { enforce: ['operator'] } },
      ENFORCED: { by: [...disputed, d.ruleSettle, d.enforce], may: {} },
      WITHDRAWN: { by: [...disputed, d.withdrawDispute], may: {} },
    },
  },
  resource: {
    commands: {
      object: () => ({ id: ids.resource, text: 'no' }),
      upholdObjection: byRevision('resource', ids.resource, { objector: people.buyer.participantId }),
      ...Object.fromEntries(
        ['edit', 'correct', 'change'].map((verb) => [verb, byRevision('resource', ids.resource, { content: changedContent })]),
      ),
      ...Object.fromEntries(
        ['submit', 'giveNotice', 'reject', 'register', 'cancel', 'acceptChange', 'declineChange'].map((verb) => [
          verb,
          byRevision('resource', ids.resource),
        ]),
      ),
    },
    states: {
      DRAFT: { by: [d.createResource], may: { edit: ['provider'], submit: ['provider'] } },
      SUBMITTED: { by: [d.createResource, d.submitResource], may: { giveNotice: ['authority'], reject: ['authority'] } },
      NOTICE: {
        by: [d.createResource, d.submitResource, d.giveNotice],
        may: { register: ['authority'], reject: ['authority'], object: objectors },
      },
      'NOTICE, objected': {
        by: [d.createResource, d.submitResource, d.giveNotice, d.objectToResource],
        may: {
          register: ['authority'],
          reject: ['authority'],
          object: objectors.filter((name) => name !== 'buyer'),
          upholdObjection: ['authority'],
        },
      },
      REGISTERED: { by: registered, may: { correct: ['authority'], cancel: ['authority'], change: ['provider'] } },
      'REGISTERED, with a change': {
        by: [...registered, d.changeResource],
        may: {
          correct: ['authority'],
          cancel: ['authority'],
          change: ['provider'],
          acceptChange: ['authority'],
          declineChange: ['authority'],
        },
      },
      CANCELLED: { by: [...registered, d.cancelResource], may: {} },
      REJECTED: { by: [d.createResource, d.submitResource, d.rejectResource], may: {} },
    },
  },
  mandate: {
    commands: Object.fromEntries(['suspend', 'resume', 'revoke'].map((verb) => [verb, byRevision('mandate', ids.mandate)])),
    states: {
      GRANTED: { by: mandated, may: { suspend: ['authority'], revoke: ['authority'] } },
      SUSPENDED: { by: [...mandated, d.suspendMandate], may: { resume: ['authority'], revoke: ['authority'] } },
      REVOKED: { by: [...mandated, d.revokeMandate], may: {} },
      EXPIRED: { by: [...mandated, d.waitHours(24 * 365)], may: {} },
    },
  },
};
