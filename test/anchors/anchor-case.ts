import type { Operation } from '../support/probe-chaincode/operation';

/** The organisations of the exchange's topology, without the suffix `MSP`. */
export const organisations = ['Exchange', 'Provider', 'Buyer', 'Regulator'] as const;
export type Organisation = (typeof organisations)[number];

/** A transaction that is endorsed and ordered. */
export interface Submit {
  readonly by: Organisation;
  readonly operations: readonly Operation[];
  /** The organisations that the client names; without them the gateway plans. */
  readonly endorsers?: readonly Organisation[];
  readonly transient?: Readonly<Record<string, string>>;
  /** The name of the validation code, for a planned one with its endorsers; or `NO_PLAN`. */
  readonly expected: string;
}

/** A question to one peer. */
export interface Look {
  readonly by: Organisation;
  readonly looks: readonly Operation[];
  readonly expected: string;
}

/** Two transactions that are endorsed before the first is ordered, so that neither sees the other. */
export interface Race {
  readonly both: readonly [Submit, Submit];
}

/** A step of a case. */
export type Step = Submit | Look | Race;

/** A fact about anchors: steps with their outcomes, the same on every network. */
export interface AnchorCase {
  readonly title: string;
  /** Makes the steps for a key that no other case uses. */
  readonly makeSteps: (key: string) => readonly Step[];
}

/** Lists the expected outcomes of steps in their order. */
export function listExpected(steps: readonly Step[]): readonly string[] {
  return steps.flatMap((step) => ('both' in step ? step.both.map(({ expected }) => expected) : [step.expected]));
}

/** Returns the MSP id of an organisation. */
export function toMspId(organisation: Organisation): string {
  return `${organisation}MSP`;
}
