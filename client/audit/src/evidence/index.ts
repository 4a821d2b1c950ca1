export { EvidenceError, type ByteRange, type EvidenceErrorCode } from './evidence-error';
export type { EvidenceProblem, EvidenceProblemCode } from './evidence-problem';
export { LedgerIndex, type ReadBlock } from './ledger-index';
export { extendPack, makeBlocksPack, makeCheckpointPack, type Additions, type PackRequest } from './make-pack';
export { isSubject, packKinds, subjectKinds, type Claim, type PackKind, type Subject, type SubjectKind } from './manifest';
export { decodePack, encodePack, type Pack } from './pack-file';
export { formatCheckpoint, nameOrigin, parseNote, signNote, type Cosigner } from './signed-note';
export type { CheckedClaim, PackReport } from './pack-report';
export { verifyPack } from './verify-pack';
