export { BlockLedger } from './block-ledger';
export type { ReadSlip } from './income';
export { isOfParticipant, makeReport } from './make-report';
export { formatCsv, reportKinds, type AskedReport, type Product, type Report, type ReportKind, type ReportSource } from './report';
