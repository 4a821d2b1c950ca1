/** Fabric's messages as its own library encodes them, to damage blocks with. */
export * as common from '@hyperledger/fabric-protos/lib/common';
export * as msp from '@hyperledger/fabric-protos/lib/msp';
export * as peer from '@hyperledger/fabric-protos/lib/peer/index';
