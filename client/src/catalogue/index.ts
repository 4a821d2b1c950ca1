export { importRecords, type ImportOptions, type ImportOutcome, type ImportSummary } from './import-catalogue';
export { readCatalogue, type ReadCatalogue, type Ready } from './read-catalogue';
