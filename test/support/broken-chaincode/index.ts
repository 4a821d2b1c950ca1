import { contracts } from '@databund/chaincode';
import { breaks } from './breaks';

/** The exchange’s chaincode with one rule broken: the one that keeps the invariant of this number. */
const number = process.env['DATABUND_BREAK'] ?? '';
const breakRule = breaks[number];
if (!breakRule) throw new Error(`DATABUND_BREAK names no invariant that a chaincode can break: ${number}`);
breakRule();

export { contracts };
