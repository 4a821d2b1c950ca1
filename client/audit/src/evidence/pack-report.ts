import type { ByteRange } from './evidence-error';
import type { EvidenceProblem } from './evidence-problem';
import type { Claim, PackKind, Subject } from './manifest';

/** A claim with the entry and the bytes that it was checked by. */
export interface CheckedClaim extends Claim {
  readonly entry: string;
  readonly range: ByteRange;
}

/** The result of the verification of a pack. */
export interface PackReport {
  readonly verified: boolean;
  /** The sentences that say what is proven, what is asserted, and what is taken on trust. */
  readonly verdict: string;
  readonly kind: PackKind;
  readonly subject: Subject;
  readonly channel: string;
  readonly height: number;
  /** True if the roots of the reader were compared with those of the pack. */
  readonly pinned: boolean;
  /** Organisations that the ledger names as the parties. */
  readonly parties: readonly string[];
  /** Organisations that signed both notes; none for packs of kind blocks. */
  readonly cosigners: readonly string[];
  /** Organisations among them that are no party. */
  readonly outside: readonly string[];
  readonly claims: readonly CheckedClaim[];
  readonly problems: readonly EvidenceProblem[];
}
