import { Type, type Static } from '@sinclair/typebox';
import { Closed, Id, Instant, OneOf } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import type { Lifecycle } from '../../kernel/lifecycle';
import { ViewOf } from '../../kernel/record';
import { TextHash } from '../../kernel/text';

/** Lists the stages from opening to enforcement. */
export const disputeStates = ['OPEN', 'EVIDENCE', 'RULING', 'ENFORCED', 'WITHDRAWN'] as const;
/** The computed states: the newest ruling can be appealed no more or nobody heard the appeal in time, or nobody ruled in time. */
export const computedDisputeStates = ['FINAL', 'UNRULED'] as const;
export type DisputeState = (typeof disputeStates)[number] | (typeof computedDisputeStates)[number];

/** The outcomes that a ruling can have for the trade. */
export const outcomes = ['settle', 'refund', 'resume'] as const;
export type Outcome = (typeof outcomes)[number];

/** Sets how many pieces of evidence each party can add, so that neither uses up the other's. */
export const evidencePerParty = 32;

const Evidence = Closed({ by: Id('ptc'), text: TextHash, hash: Type.Optional(Hash), at: Instant });
const Ruling = Closed({ arbiter: Id('ptc'), outcome: OneOf(...outcomes), text: TextHash, at: Instant });

/** A dispute about a trade: its evidence, and the rulings, first and on appeal. */
export const Dispute = Closed({
  id: Id('dis'),
  trade: Id('trd'),
  authorisation: Id('aut'),
  buyer: Id('ptc'),
  provider: Id('ptc'),
  openedBy: Id('ptc'),
  claim: TextHash,
  evidence: Type.Array(Evidence, { maxItems: 2 * evidencePerParty }),
  rulings: Type.Array(Ruling, { maxItems: 2 }),
  /** The arbiter that the authority appointed when nobody had ruled in time. */
  appointed: Type.Optional(Id('ptc')),
  appealedBy: Type.Optional(Id('ptc')),
  state: OneOf(...disputeStates),
});
export type DisputeRecord = Static<typeof Dispute>;
/** A dispute as its parties and those who oversee see it. `endsAt` is when its state ends by itself. */
export const DisputeView = ViewOf('Dispute', {
  ...Dispute.properties,
  state: OneOf(...disputeStates, ...computedDisputeStates),
  endsAt: Type.Optional(Instant),
});

/** The state machine of a dispute. */
export const disputeLifecycle = {
  open: { from: ['NONE'], to: ['OPEN'], by: ['object-buyer', 'object-provider'] },
  addEvidence: { from: ['OPEN', 'EVIDENCE'], to: ['EVIDENCE'], by: ['object-buyer', 'object-provider'] },
  appoint: { from: ['UNRULED'], to: 'same', by: ['authority'] },
  rule: { from: ['OPEN', 'EVIDENCE', 'UNRULED'], to: ['RULING'], by: ['arbiter'] },
  appeal: { from: ['RULING'], to: ['EVIDENCE'], by: ['object-buyer', 'object-provider'] },
  enforce: { from: ['FINAL', 'UNRULED'], to: ['ENFORCED'], by: ['operator'] },
  withdraw: { from: ['OPEN', 'EVIDENCE', 'UNRULED'], to: ['WITHDRAWN'], by: ['object-opener'] },
} as const satisfies Lifecycle<DisputeState>;
