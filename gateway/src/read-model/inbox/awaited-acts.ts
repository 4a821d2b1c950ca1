import type { TransactionName } from '@databund/model';
import type { ObjectAnswer } from '../objects/judge-object';

/** An office, or a party of the object, that takes a step. */
export type Doer = 'operator' | 'authority' | 'arbiter' | 'provider' | 'buyer';

/** A step that an object waits for in a state. */
export interface AwaitedAct {
  readonly step: TransactionName;
  readonly by: Doer;
  /** The member with the id that the step names; `id` by default. */
  readonly of?: string;
  /** Says if the object waits for the step now; always by default. */
  readonly isDue?: (object: ObjectAnswer, time: string) => boolean;
  /** The same in words, for the reference page. */
  readonly when?: string;
}

type ActsByState = Readonly<Record<string, readonly AwaitedAct[]>>;

const daysBefore = 14;

const slots = ['provider', 'operator', 'authority'] as const;
/** A slot that a standing approval covers waits for nobody. */
const approvals: readonly AwaitedAct[] = slots.map((slot) => ({
  step: 'ApproveAuthorisation',
  by: slot,
  isDue: (object) => hasStance(object, slot, 'PENDING') && !isCovered(object, slot),
  when: 'its approval is needed and pending',
}));
/** The approvals by hand of what was ACTIVE under standing approvals that do not cover it any more. */
const renewedApprovals: readonly AwaitedAct[] = slots.map((slot) => ({
  step: 'ApproveAuthorisation',
  by: slot,
  isDue: (object) => isMember(object['standing'], slot) && hasStance(object, slot, 'PENDING') && !isCovered(object, slot),
  when: 'its standing approval does not cover the use any more',
}));
const resumptions: readonly AwaitedAct[] = slots.map((slot) => ({
  step: 'ResumeAuthorisation',
  by: slot,
  isDue: (object) => hasStance(object, slot, 'SUSPENDED'),
  when: 'it suspended it',
}));
/** A sale without a public charge waits for equal prices: if both are given and it is still ORDERED, they differ. */
const prices: readonly AwaitedAct[] = (['provider', 'buyer'] as const).map((party) => ({
  step: 'PriceTrade',
  by: party,
  isDue: ({ kind, prices: given }) => {
    const isBoth = isMember(given, 'provider') && isMember(given, 'buyer');
    return kind === 'sale' && (isBoth || !isMember(given, party));
  },
  when: 'of a sale, as long as its price is missing or differs',
}));
const unpaidActivation: AwaitedAct = {
  step: 'ActivateAuthorisation',
  by: 'buyer',
  of: 'authorisation',
  isDue: ({ kind }) => kind !== 'sale',
  when: 'if it is free',
};
const claim: AwaitedAct = {
  step: 'ClaimTrade',
  by: 'buyer',
  isDue: ({ claimableFrom, claimedAt }, time) => typeof claimableFrom === 'string' && claimableFrom <= time && claimedAt === undefined,
  when: 'if the delivery is late',
};
const refund: AwaitedAct = {
  step: 'RefundTrade',
  by: 'operator',
  isDue: ({ claimedAt }) => claimedAt !== undefined,
  when: 'after a claim',
};
const inspection: readonly AwaitedAct[] = [
  { step: 'AcknowledgeDelivery', by: 'buyer' },
  { step: 'ObjectToDelivery', by: 'buyer' },
];

/** The steps that each state of each noun waits for. Steps that are only possible are not in it. */
export const awaitedActs: Readonly<Record<string, ActsByState>> = {
  participant: { APPLIED: [{ step: 'AdmitParticipant', by: 'operator' }] },
  resource: {
    SUBMITTED: [
      { step: 'GiveResourceNotice', by: 'authority' },
      { step: 'RejectResource', by: 'authority' },
    ],
    NOTICE: [
      {
        step: 'RegisterResource',
        by: 'authority',
        isDue: ({ endsAt }, time) => typeof endsAt === 'string' && endsAt <= time,
        when: 'when its period has ended',
      },
    ],
  },
  listing: {
    IN_REVIEW: [
      { step: 'ApproveListing', by: 'operator' },
      {
        step: 'AgreeToListing',
        by: 'authority',
        isDue: ({ stances }) => isMember(stances, 'authority') && stances.authority === 'PENDING',
        when: 'if its agreement is needed',
      },
    ],
  },
  authorisation: {
    REQUESTED: approvals,
    ACCEPTED: approvals,
    PART_APPROVED: approvals,
    OFFERED: [{ step: 'AcceptAuthorisation', by: 'buyer' }],
    GRANTED: [{ step: 'OrderTrade', by: 'buyer', isDue: ({ trade }) => trade === undefined, when: 'if it has no trade yet' }],
    SUSPENDED: [...resumptions, ...renewedApprovals],
    ACTIVE: [{ step: 'RequestAuthorisation', by: 'buyer', isDue: isExpiring, when: 'in its last two weeks, to renew it' }],
  },
  trade: {
    ORDERED: [...prices, unpaidActivation],
    PRICED: [{ step: 'FundTrade', by: 'operator' }],
    FUNDED: [{ step: 'ActivateAuthorisation', by: 'buyer', of: 'authorisation' }, claim, refund],
    AUTHORISED: [
      {
        step: 'OpenDelivery',
        by: 'buyer',
        of: 'authorisation',
        isDue: ({ delivery, served }) => delivery === undefined && served === undefined,
        when: 'if no delivery was opened',
      },
      {
        step: 'SettleTrade',
        by: 'operator',
        isDue: ({ acceptedDelivery }) => acceptedDelivery === true,
        when: 'if its delivery is accepted',
      },
      claim,
      refund,
    ],
    DELIVERED: [{ step: 'SettleTrade', by: 'operator' }],
  },
  delivery: {
    OPENED: [{ step: 'SendDelivery', by: 'provider' }],
    SERVING: [{ step: 'SendDelivery', by: 'provider' }],
    SENT: inspection,
    OVERDUE: inspection,
  },
  dispute: {
    OPEN: [{ step: 'RuleDispute', by: 'arbiter' }],
    EVIDENCE: [{ step: 'RuleDispute', by: 'arbiter' }],
    UNRULED: [{ step: 'AppointArbiter', by: 'authority' }],
    RULING: [
      { step: 'AppealDispute', by: 'buyer' },
      { step: 'AppealDispute', by: 'provider' },
    ],
    FINAL: [{ step: 'EnforceDispute', by: 'operator' }],
  },
};

function hasStance(object: ObjectAnswer, slot: string, state: string): boolean {
  const stance = findStance(object, slot);
  return isMember(stance, 'state') && stance.state === state;
}

function isCovered(object: ObjectAnswer, slot: string): boolean {
  return isMember(findStance(object, slot), 'standing');
}

function findStance({ stances }: ObjectAnswer, slot: string): unknown {
  const list: readonly unknown[] = Array.isArray(stances) ? stances : [];
  return list.find((stance) => isMember(stance, 'slot') && stance.slot === slot);
}

function isMember<N extends string>(value: unknown, name: N): value is Record<N, unknown> {
  return typeof value === 'object' && value !== null && name in value;
}

/** Returns whether an authorisation ends within two weeks. */
function isExpiring({ terms }: ObjectAnswer, time: string): boolean {
  const until = isMember(terms, 'until') ? Date.parse(String(terms.until)) : NaN;
  return until - Date.parse(time) < daysBefore * 86_400_000;
}
