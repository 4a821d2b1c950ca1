export { hashFeed, isInTree, merkleProof, merkleRoot, type MerkleStep } from '@databund/model';
export type { OdrlRefusal } from './policy/place';
export { readOdrl, type OdrlReading } from './policy/read-odrl';
export { call, eachOf, type Call, type Calls, type Committed } from './calls';
export { isToken, isWebAddress, type ConnectionOptions } from './connection';
export { Databund, newId } from './databund';
export { DatabundError } from './databund-error';
export { makePriceSlip, readSlip, type MadeSlip } from './price-slip';
export { hashOfFile, isFetched, requireFileName, type Delivered, type HeldFile } from './transfer';
