/**
 * Fabric's messages, taken from their own files: the index of the package would also load gRPC, and a verifier needs no network.
 */
export * as common from '@hyperledger/fabric-protos/lib/common';
export * as ledger from '@hyperledger/fabric-protos/lib/ledger';
export * as msp from '@hyperledger/fabric-protos/lib/msp';
export * as peer from './peer-messages';
