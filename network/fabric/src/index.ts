export { findBinaries, type Binaries } from './binaries';
export { packChaincode, type ChaincodePackage } from './chaincode-package';
export { FabricNetworkError, type FabricNetworkErrorCode } from './errors';
export { NativeFabric, nativeFabric, type NativeFabricOptions } from './native-fabric';
