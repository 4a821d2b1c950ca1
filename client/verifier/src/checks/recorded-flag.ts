import { peer } from '../protos';
import type { Problem, ProblemCode } from '../report';

const codes = peer.TxValidationCode;

/** The validation code that Fabric records for each problem. */
const flags: Partial<Readonly<Record<ProblemCode, number>>> = {
  CREATOR_SIGNATURE: codes.BAD_CREATOR_SIGNATURE,
  CREATOR_INVALID: codes.BAD_CREATOR_SIGNATURE,
  TRANSACTION_ID: codes.BAD_PROPOSAL_TXID,
  PROPOSAL_HASH: codes.INVALID_ENDORSER_TRANSACTION,
  TRANSACTION_TWICE: codes.DUPLICATE_TXID,
  CHAINCODE_FOREIGN: codes.INVALID_CHAINCODE,
  CHANNEL_FOREIGN: codes.TARGET_CHAIN_NOT_FOUND,
  POLICY_UNSATISFIED: codes.ENDORSEMENT_POLICY_FAILURE,
  POLICY_CHANGING: codes.ENDORSEMENT_POLICY_FAILURE,
  READ_VERSION: codes.MVCC_READ_CONFLICT,
  RANGE_CHANGED: codes.PHANTOM_READ_CONFLICT,
};
const knownFlags: ReadonlySet<number> = new Set(Object.values(flags));
/** Flags of reads, which Fabric checks last. */
const readFlags: ReadonlySet<number> = new Set([codes.MVCC_READ_CONFLICT, codes.PHANTOM_READ_CONFLICT]);

/** Returns the name of a validation code, or its number if it has no name. */
export function nameFlag(flag: number): string {
  return Object.entries(codes).find(([, value]) => value === flag)?.[0] ?? String(flag);
}

/** Returns whether the problems found justify a flag: by the same reason if blocks alone can show it, else by any reason. */
export function isJustified(flag: number, problems: readonly Problem[]): boolean {
  if (problems.some(({ code }) => code === 'TRANSACTION_UNREADABLE')) return true;
  const found = problems.flatMap(({ code }) => flags[code] ?? []);
  return knownFlags.has(flag) ? found.includes(flag) : found.length > 0;
}

/** Returns whether Fabric would go on to check a transaction's reads: no problem so far invalidates the transaction. */
export function isValidBeforeReads(problems: readonly Problem[]): boolean {
  return problems.every(({ code }) => code !== 'TRANSACTION_UNREADABLE' && readFlags.has(flags[code] ?? codes.MVCC_READ_CONFLICT));
}
