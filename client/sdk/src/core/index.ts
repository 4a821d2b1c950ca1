export { hashFeed, isInTree, computeMerkleProof, computeMerkleRoot, type MerkleStep } from '@databund/model';
export type { OdrlRefusal } from '../policy/place';
export { readOdrl, type OdrlReading } from '../policy/read-odrl';
export { call, iteratePages, type Call, type Calls, type Committed } from './calls';
export { isToken, isWebAddress, type Answer, type ConnectionOptions, type Send, type Sending } from './connection';
export type { CatalogueExport, CataloguePart } from './export-catalogue';
export { ExchangeClient, newId } from './exchange-client';
export { DatabundError } from './databund-error';
export { makePriceSlip, readSlip, type MadeSlip } from './price-slip';
