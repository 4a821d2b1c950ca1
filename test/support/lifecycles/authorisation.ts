import { ids } from './ids';
import { nameRevision, repeatFor, strangers, type Codes, type Lifecycle, type Names } from './lifecycle';
import { active, backed, listed, priced, trading } from './paths';
import { offeredTerms } from './samples';
import type { ObjectValues } from './object-values';
import { steps } from './steps';

const approvers: Names = ['provider', 'operator'];
/** The codes of states in which the trade exists. */
const codes: Codes = { activate: 'ACTION_NOT_ALLOWED' };
const nameTerms = ({ termsHash }: ObjectValues) => ({ id: ids.authorisation, termsHash });

/** The lifecycle of an authorisation. */
export const authorisation: Lifecycle = {
  commands: {
    ...repeatFor(['approve', 'reject', 'suspend', 'resume', 'revoke'], nameTerms),
    ...repeatFor(['withdraw', 'surrender', 'accept'], nameRevision('authorisation', ids.authorisation)),
    ...repeatFor(['offer', 'counter'], nameRevision('authorisation', ids.authorisation, { terms: offeredTerms })),
    activate: nameRevision('authorisation', ids.authorisation, { trade: ids.trade }),
  },
  absent: 'AUTHORISATION_NOT_FOUND',
  hiddenFrom: strangers,
  // The organisation that suspended may resume: here the provider.
  actors: { resume: approvers },
  selfDealing: { actor: 'buyer', actions: ['approve', 'reject', 'suspend', 'resume', 'revoke'] },
  states: {
    REQUESTED: { by: [...listed, steps.request], may: { approve: approvers, reject: approvers, withdraw: ['buyer'], offer: ['provider'] } },
    OFFERED: {
      by: [...listed, steps.request, steps.offer],
      may: { offer: ['provider'], counter: ['buyer'], accept: ['buyer'], reject: approvers, withdraw: ['buyer'] },
    },
    'REQUESTED, countered': {
      by: [...listed, steps.request, steps.offer, steps.counter],
      may: { offer: ['provider'], reject: approvers, withdraw: ['buyer'] },
    },
    ACCEPTED: {
      by: [...listed, steps.request, steps.offer, steps.accept],
      may: { approve: approvers, reject: approvers, withdraw: ['buyer'] },
    },
    PART_APPROVED: {
      by: [...listed, steps.request, steps.providerApproves],
      may: { approve: ['operator'], reject: approvers, withdraw: ['buyer'], offer: ['provider'] },
    },
    GRANTED: { by: [...priced, steps.fund], may: { activate: ['buyer'], suspend: approvers, revoke: approvers, surrender: ['buyer'] } },
    ACTIVE: { by: active, may: { suspend: approvers, revoke: approvers, surrender: ['buyer'] }, codes },
    SUSPENDED: {
      by: [...active, steps.providerSuspends],
      may: { suspend: ['operator'], resume: ['provider'], revoke: approvers, surrender: ['buyer'] },
      codes,
    },
    'SUSPENDED, as its standing approval was withdrawn': {
      by: [...backed, ...trading, steps.withdrawStanding],
      may: { approve: ['operator'], suspend: approvers, revoke: approvers, surrender: ['buyer'] },
      codes,
    },
    REVOKED: { by: [...active, steps.providerRevokes], may: {}, codes },
    REJECTED: { by: [...listed, steps.request, steps.providerRejects], may: {} },
    WITHDRAWN: { by: [...listed, steps.request, steps.withdraw], may: {} },
    SURRENDERED: { by: [...active, steps.surrender], may: {}, codes },
    LAPSED: { by: [...listed, steps.request, steps.waitHours(721)], may: {} },
    EXPIRED: { by: [...active, steps.waitHours(24 * 365)], may: {}, codes },
  },
};
