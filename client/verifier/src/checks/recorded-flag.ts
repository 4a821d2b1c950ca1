import type { Problem, ProblemCode } from '../report';
import { validationCodes as codes } from './validation-codes';

/** The codes that Fabric records for a problem. */
interface Recorded {
  readonly problems: readonly ProblemCode[];
  readonly flags: readonly number[];
}

/** Problems in the order in which Fabric checks for them: the first one decides the flag. */
const order: readonly Recorded[] = [
  { problems: ['CREATOR_SIGNATURE', 'CREATOR_INVALID'], flags: [codes.BAD_CREATOR_SIGNATURE] },
  { problems: ['TRANSACTION_ID'], flags: [codes.BAD_PROPOSAL_TXID] },
  { problems: ['PROPOSAL_HASH'], flags: [codes.INVALID_ENDORSER_TRANSACTION] },
  { problems: ['CHANNEL_FOREIGN'], flags: [codes.TARGET_CHAIN_NOT_FOUND, codes.BAD_CREATOR_SIGNATURE] },
  { problems: ['TRANSACTION_TWICE'], flags: [codes.DUPLICATE_TXID] },
  { problems: ['CHAINCODE_FOREIGN'], flags: [codes.INVALID_CHAINCODE] },
  { problems: ['EVENT_FOREIGN'], flags: [codes.INVALID_OTHER_REASON] },
  { problems: ['NAMESPACE_TWICE'], flags: [codes.ILLEGAL_WRITESET] },
  { problems: ['CHAINCODE_UNDEFINED'], flags: [codes.INVALID_CHAINCODE] },
  { problems: ['POLICY_UNSATISFIED', 'POLICY_CHANGING'], flags: [codes.ENDORSEMENT_POLICY_FAILURE] },
  { problems: ['READ_VERSION'], flags: [codes.MVCC_READ_CONFLICT] },
  { problems: ['RANGE_CHANGED'], flags: [codes.PHANTOM_READ_CONFLICT] },
];
const readProblems: ReadonlySet<ProblemCode> = new Set(['READ_VERSION', 'RANGE_CHANGED']);
const invalidating: ReadonlySet<ProblemCode> = new Set(order.flatMap(({ problems }) => problems));
/** Flags that Fabric gives only to transactions that can be read. */
const readableFlags: ReadonlySet<number> = new Set([
  codes.DUPLICATE_TXID,
  codes.ENDORSEMENT_POLICY_FAILURE,
  codes.MVCC_READ_CONFLICT,
  codes.PHANTOM_READ_CONFLICT,
]);

/** Returns the flags that the problems found justify; `undefined` if any flag of what cannot be read is right. */
export function listExpectedFlags(problems: readonly Problem[]): readonly number[] | undefined {
  const found = new Set(problems.map(({ code }) => code));
  if (found.has('TRANSACTION_UNREADABLE')) return undefined;
  return order.find((each) => each.problems.some((code) => found.has(code)))?.flags ?? [];
}

/** Returns whether the problems found justify a flag: by the first reason for which Fabric would record it. */
export function isJustified(flag: number, problems: readonly Problem[]): boolean {
  return listExpectedFlags(problems)?.includes(flag) ?? !readableFlags.has(flag);
}

/** Returns whether a problem is that of a read which is no longer true: nobody is to blame for it. */
export function isReadProblem(code: ProblemCode): boolean {
  return readProblems.has(code);
}

/** Returns whether Fabric would go on to check a transaction's reads: no problem so far invalidates the transaction. */
export function isValidBeforeReads(problems: readonly Problem[]): boolean {
  return problems.every(({ code }) => code !== 'TRANSACTION_UNREADABLE' && (readProblems.has(code) || !invalidating.has(code)));
}
