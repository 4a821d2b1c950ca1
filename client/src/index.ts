export { feedHash, isInTree, merkleProof, merkleRoot, type MerkleStep } from '@databund/chaincode/model';
export type { OdrlRefusal } from './policy/place';
export { readOdrl, type OdrlReading } from './policy/read-odrl';
export { eachOf, type Call, type Calls, type Committed } from './sdk/calls';
export type { ConnectionOptions } from './sdk/connection';
export { Databund, newId } from './sdk/databund';
export { DatabundError } from './sdk/databund-error';
export { makePriceSlip, readSlip, type MadeSlip } from './sdk/price-slip';
export { hashOfFile, type Delivered, type HeldFile } from './sdk/transfer';
