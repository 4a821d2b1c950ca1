import { hashBytes } from '@databund/model';
import { people } from '../memory-world';
import { ids } from './ids';
import { nameRevision, repeatFor, strangers, type Lifecycle } from './lifecycle';
import { active, disputed } from './paths';
import { steps } from './steps';

const unruled = [...active, steps.open, steps.serve, steps.openDispute, steps.otherArbiterReads];

/** The lifecycle of a dispute. */
export const dispute: Lifecycle = {
  commands: {
    addEvidence: nameRevision('dispute', ids.dispute, { text: hashBytes('t') }),
    appoint: nameRevision('dispute', ids.dispute, { arbiter: people.otherArbiter.participantId }),
    rule: nameRevision('dispute', ids.dispute, { outcome: 'settle', text: hashBytes('t') }),
    appeal: nameRevision('dispute', ids.dispute, { reason: { code: 'other' } }),
    ...repeatFor(['enforce', 'withdraw'], nameRevision('dispute', ids.dispute)),
  },
  absent: 'DISPUTE_NOT_FOUND',
  hiddenFrom: strangers,
  states: {
    OPEN: { by: disputed, may: { addEvidence: ['buyer', 'provider'], rule: ['arbiter', 'otherArbiter'], withdraw: ['buyer'] } },
    EVIDENCE: {
      by: [...disputed, steps.addEvidence],
      may: { addEvidence: ['buyer', 'provider'], rule: ['arbiter', 'otherArbiter'], withdraw: ['buyer'] },
    },
    UNRULED: {
      by: [...disputed, steps.waitHours(720)],
      may: { rule: ['arbiter', 'otherArbiter'], enforce: ['operator'], withdraw: ['buyer'] },
    },
    'UNRULED, although something was served': {
      by: [...unruled, steps.addEvidence, steps.waitHours(720)],
      may: { appoint: ['authority'], rule: ['arbiter', 'otherArbiter'], withdraw: ['buyer'] },
      codes: { enforce: 'NOT_YET_DUE' },
    },
    'OPEN, appointed': {
      by: [...unruled, steps.waitHours(720), steps.appointArbiter],
      may: { addEvidence: ['buyer', 'provider'], rule: ['otherArbiter'], withdraw: ['buyer'] },
      // Another arbiter was appointed.
      codes: { rule: 'NOT_PERMITTED' },
    },
    'UNRULED, although an arbiter was appointed': {
      by: [...unruled, steps.waitHours(720), steps.appointArbiter, steps.waitHours(720)],
      may: { appoint: ['authority'], rule: ['arbiter', 'otherArbiter'], withdraw: ['buyer'] },
      codes: { enforce: 'NOT_YET_DUE' },
    },
    RULING: { by: [...disputed, steps.ruleSettle], may: { appeal: ['buyer', 'provider'] } },
    FINAL: { by: [...disputed, steps.ruleSettle, steps.waitHours(168)], may: { enforce: ['operator'] } },
    'EVIDENCE, on appeal': {
      by: [...disputed, steps.ruleSettle, steps.appeal],
      may: { addEvidence: ['buyer', 'provider'], rule: ['otherArbiter'] },
      // The arbiter of the first ruling may not judge the appeal.
      codes: { rule: 'SELF_DEALING' },
    },
    'FINAL, on appeal': {
      by: [...disputed, steps.ruleSettle, steps.appeal, steps.settleOnAppeal],
      may: { enforce: ['operator'] },
    },
    'FINAL, because nobody heard the appeal': {
      by: [...disputed, steps.ruleSettle, steps.waitHours(167), steps.appeal, steps.waitHours(720)],
      may: { enforce: ['operator'] },
    },
    ENFORCED: { by: [...disputed, steps.ruleSettle, steps.enforce], may: {} },
    WITHDRAWN: { by: [...disputed, steps.withdrawDispute], may: {} },
  },
};
