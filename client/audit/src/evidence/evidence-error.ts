/** Codes of a pack that cannot be read or made. */
export type EvidenceErrorCode =
  | 'PACK_MALFORMED'
  | 'PACK_NOT_CANONICAL'
  | 'PACK_CUT_OFF'
  | 'PACK_TOO_LONG'
  | 'ENTRY_HASH'
  | 'SUBJECT_MALFORMED'
  | 'SUBJECT_MISSING'
  | 'NOTE_MALFORMED';

/** A range of a pack's bytes: from the first to the one behind the last. */
export interface ByteRange {
  readonly from: number;
  readonly to: number;
}

/** Thrown for a pack that cannot be read, and for a subject of which no pack can be made. */
export class EvidenceError extends Error {
  /** @param range the bytes of the pack that are wrong, if it is one range */
  constructor(
    readonly code: EvidenceErrorCode,
    message: string,
    readonly range?: ByteRange,
  ) {
    super(message);
    this.name = 'EvidenceError';
  }
}
