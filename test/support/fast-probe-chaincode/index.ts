import { useFastShim } from '@databund/chaincode/internal/shim/use-fast-shim';

useFastShim();

/** The contracts of the probe, on the shim that serves the exchange. */
export { contracts } from '../probe-chaincode/index';
