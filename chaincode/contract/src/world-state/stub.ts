import type { Context } from 'fabric-contract-api';

/** The peer, as one transaction reaches it: what contract-api hands over. */
export type ChaincodeStub = Context['stub'];
