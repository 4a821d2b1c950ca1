import { makeContracts, readAgreedFounding } from '@databund/chaincode';
import { TestError } from '../test-error';
import { breaks } from './breaks';

/** Serves the exchange's chaincode with one rule broken: the one that keeps the invariant named by DATABUND_BREAK. */
const number = process.env['DATABUND_BREAK'] ?? '';
const breakRule = breaks[number];
if (!breakRule)
  throw new TestError('NO_SUCH_INVARIANT', `DATABUND_BREAK is "${number}", but must be one of ${Object.keys(breaks).join(', ')}.`);

/** The contracts with one rule broken. */
const contracts = makeContracts(readAgreedFounding(process.env));
breakRule(contracts);

export { contracts };
