import { peer } from '@hyperledger/fabric-protos';
import type { Problem, ProblemCode } from './report';

const codes = peer.TxValidationCode;

/** The flag with which Fabric sets a transaction aside for what the checks may find. */
const flagOf: Partial<Readonly<Record<ProblemCode, number>>> = {
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
const knownFlags: ReadonlySet<number> = new Set(Object.values(flagOf));
/** What is found when reads are replayed, after everything else. */
const readFlags: ReadonlySet<number> = new Set([codes.MVCC_READ_CONFLICT, codes.PHANTOM_READ_CONFLICT]);

/** A validation flag’s name; its number where it has none. */
export function flagName(flag: number): string {
  return Object.entries(codes).find(([, value]) => value === flag)?.[0] ?? String(flag);
}

/** Says whether what was found is a reason for a transaction’s flag: the very one, where Fabric’s reason can be found again from blocks alone. */
export function isFounded(flag: number, problems: readonly Problem[]): boolean {
  if (problems.some(({ code }) => code === 'TRANSACTION_UNREADABLE')) return true;
  const flags = problems.flatMap(({ code }) => flagOf[code] ?? []);
  return knownFlags.has(flag) ? flags.includes(flag) : flags.length > 0;
}

/** Says whether nothing keeps a transaction from having its reads checked: Fabric’s first pass over a block lets it through. */
export function passesFirst(problems: readonly Problem[]): boolean {
  return problems.every(({ code }) => code !== 'TRANSACTION_UNREADABLE' && readFlags.has(flagOf[code] ?? codes.MVCC_READ_CONFLICT));
}
