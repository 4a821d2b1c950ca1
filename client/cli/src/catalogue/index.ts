export { importRecords, type ImportOptions, type ImportOutcomes, type ImportSummary } from './import-catalogue';
export type { RecordOutcome } from './import-record';
export { readCatalogue, type ReadCatalogue, type ReadOptions, type Ready } from './read-catalogue';
export type { Rejected } from './record';
