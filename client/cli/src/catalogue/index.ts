export { listDifferences } from './compare-content';
export { importRecords, type ImportOptions, type ImportOutcomes, type ImportSummary } from './import-catalogue';
export type { RecordOutcome } from './import-record';
export { listFiles, readCatalogue, readRecords, type ReadCatalogue, type ReadOptions, type ReadResult, type Ready } from './read-catalogue';
export { isWarning, type Note, type OutsideRecord, type Rejected } from './record';
