import type { Context } from 'fabric-contract-api';

declare module 'fabric-shim-api' {
  interface ChaincodeStub {
    /** Returns function and arguments as bytes; the library's types leave it out. */
    getBufferArgs(): readonly Buffer[];
  }
}

/** The peer as one transaction reaches it. */
export type ChaincodeStub = Context['stub'];
