/** The parts inside of fabric-shim 2.5.8 that its own types leave out. */
declare module 'fabric-shim/lib/handler.js' {
  import type { ChaincodeResponse, ChaincodeStub } from 'fabric-shim-api';

  /** Message that the shim sends. */
  export interface ShimMessage {
    getTxid(): string;
    getChannelId(): string;
    serializeBinary(): Uint8Array;
  }

  /** A message of the peer after it was read. */
  export interface ReceivedMessage {
    readonly type: number;
    readonly payload: Buffer;
    readonly txid: string;
    readonly channel_id: string;
    readonly proposal: { getSignature(): Uint8Array; getProposalBytes(): Uint8Array } | undefined;
  }

  export interface PeerStream {
    write(message: ShimMessage): void;
    on(event: 'data', listener: (message: { getType(): number; getPayload_asU8(): Uint8Array }) => void): void;
  }

  export interface ServedChaincode {
    Invoke(stub: ChaincodeStub): Promise<ChaincodeResponse>;
  }

  export class ChaincodeMessageHandler {
    constructor(stream: PeerStream, chaincode: ServedChaincode);
    readonly _stream: PeerStream;
    readonly chaincode: ServedChaincode;
    chat: (first: ShimMessage) => void;
    handleTransaction(message: ReceivedMessage): void;
    handleGetState(collection: string, key: string, channelId: string, txId: string): Promise<Uint8Array>;
    handleGetPrivateDataHash(collection: string, key: string, channelId: string, txId: string): Promise<Uint8Array>;
    handlePutState(collection: string, key: string, value: Uint8Array, channelId: string, txId: string): Promise<Uint8Array>;
    handleDeleteState(collection: string, key: string, channelId: string, txId: string): Promise<Uint8Array>;
    handlePurgeState(collection: string, key: string, channelId: string, txId: string): Promise<Uint8Array>;
    handlePutStateMetadata(
      collection: string,
      key: string,
      metakey: string,
      policy: Uint8Array,
      channelId: string,
      txId: string,
    ): Promise<Uint8Array>;
    /** Sends a request, and returns the payload of its answer for the methods that this package calls. */
    _askPeerAndListen: (message: ShimMessage, method: string) => Promise<Uint8Array>;
  }
}

declare module 'fabric-shim/lib/server.js' {
  import type { PeerStream, ServedChaincode } from 'fabric-shim/lib/handler.js';

  class ChaincodeServer {
    readonly _chaincode: ServedChaincode;
    readonly _serverOpts: { readonly ccid: string };
    connect(stream: PeerStream): void;
  }
  export = ChaincodeServer;
}

declare module 'fabric-shim/lib/contract-spi/chaincodefromcontract.js' {
  import type { Context } from 'fabric-contract-api';
  import type { ChaincodeResponse, ChaincodeStub } from 'fabric-shim';

  class ChaincodeFromContract {
    readonly contractImplementations: Readonly<Record<string, ChaincodeFromContract.Implementation>>;
    readonly metadata: {
      readonly contracts: Readonly<Record<string, { readonly transactions: readonly ChaincodeFromContract.Described[] }>>;
    };
    invokeFunctionality: (this: ChaincodeFromContract, stub: ChaincodeFromContract.Stub) => Promise<ChaincodeResponse>;
    _splitFunctionName: (called: string) => { readonly contractName: string; readonly function: string };
  }
  namespace ChaincodeFromContract {
    type Stub = ChaincodeStub & { getBufferArgs(): readonly Buffer[] };
    interface Described {
      readonly name: string;
      readonly parameters?: readonly { readonly schema: { readonly type?: string } }[];
      readonly returns?: unknown;
    }
    interface Implementation {
      readonly contractInstance: {
        createContext(): Context;
        beforeTransaction(context: Context): Promise<void>;
        aroundTransaction(context: Context, name: string, parameters: readonly string[]): Promise<unknown>;
        afterTransaction(context: Context, result: unknown): Promise<void>;
      };
      readonly dataMarshall: { toWireBuffer(result: unknown): Buffer };
    }
  }
  export = ChaincodeFromContract;
}
