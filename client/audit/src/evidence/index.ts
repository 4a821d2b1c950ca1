export { EvidenceError, type ByteRange, type EvidenceErrorCode } from './evidence-error';
export type { EvidenceProblem, EvidenceProblemCode } from './evidence-problem';
export { LedgerIndex, type ReadBlock } from './ledger-index';
export { extendPack, makeBlocksPack, makeCheckpointPack, type Additions, type PackRequest } from './make-pack';
export { isSubject, packKinds, subjectKinds, type Claim, type PackKind, type Subject, type SubjectKind } from './manifest';
export { decodePack, encodePack, type Pack } from './pack-file';
export { compareText, type Comparison } from './compare-text';
export {
  signAs,
  formatCheckpoint,
  formatNote,
  nameOrigin,
  parseCheckpointText,
  parseNote,
  signNote,
  type Cosign,
  type Cosignature,
  type Cosigner,
} from './signed-note';
export type { CheckedClaim, PackReport } from './pack-report';
export { verifyPack, type Demands } from './verify-pack';
export { compareCheckpoints, type CheckpointProblemCode, type CheckpointReport, type SeenCheckpoint } from './compare-checkpoints';
export { formatKept, parseKept, readAnswer, type KeptCheckpoint, type ReadCheckpoint } from './kept-checkpoint';
