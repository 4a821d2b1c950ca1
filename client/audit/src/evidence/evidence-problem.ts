import type { ProblemCode } from '@databund/ledger-verifier';
import type { ByteRange } from './evidence-error';

/** The faults that a pack may have, in addition to those of a ledger. */
export type EvidenceProblemCode =
  | ProblemCode
  | 'ENTRY_MISSING'
  | 'ENTRY_UNEXPECTED'
  | 'PATH_DIFFERENT'
  | 'CHECKPOINT_DIFFERENT'
  | 'NOTE_MALFORMED'
  | 'COSIGNATURE_INVALID'
  | 'COSIGNERS_TOO_FEW'
  | 'TRANSACTION_DIFFERENT'
  | 'SELECTION_DIFFERENT'
  | 'CLAIM_DIFFERENT'
  | 'PRICE_UNKNOWN'
  | 'TIMESTAMP_FOREIGN';

/** One thing that is wrong with a pack: the entry, its bytes in the file, and the claims that fail with it. */
export interface EvidenceProblem {
  readonly code: EvidenceProblemCode;
  readonly details: string;
  readonly entry?: string;
  readonly range?: ByteRange;
  /** Claims that rest on these bytes, such as `made 12.0`. */
  readonly claims?: readonly string[];
}
