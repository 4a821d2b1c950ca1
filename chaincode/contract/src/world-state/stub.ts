import type { Context } from 'fabric-contract-api';

/** The peer as one transaction reaches it. */
export type ChaincodeStub = Context['stub'];
