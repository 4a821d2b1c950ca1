/** Codes of DevnetError. */
export type DevnetErrorCode =
  /** A topology file is missing, is not JSON, or does not match the schema. */
  | 'TOPOLOGY_INVALID'
  /** A number is not a whole number in its range. */
  | 'NUMBER_INVALID'
  /** An address is not `host:port`, or not `mspId=host:port`. */
  | 'ADDRESS_INVALID'
  /** Another process listens on a port. */
  | 'PORT_TAKEN'
  /** An address cannot be listened on for another reason. */
  | 'LISTEN_FAILED'
  /** A name cannot stand in a certificate or in a path. */
  | 'IDENTITY_NAME_INVALID'
  /** Certificates or keys of an organisation are missing although its channel exists. */
  | 'CRYPTO_MISSING'
  /** A chaincode definition was committed with a code other than VALID. */
  | 'DEFINITION_INVALID'
  /** Another process has opened the ledger. */
  | 'LEDGER_IN_USE'
  /** The block file is not what was written. */
  | 'BLOCKS_CORRUPT'
  /** The state database cannot be opened, or is ahead of the blocks. */
  | 'STATE_CORRUPT'
  /** The ledger is closed, or has stopped after a failed write. */
  | 'LEDGER_STOPPED'
  /** A block does not follow the last one. */
  | 'BLOCK_OUT_OF_ORDER'
  /** A chaincode is not defined on the channel. */
  | 'CHAINCODE_UNDEFINED'
  /** An MSP, an identity or a policy cannot be read. */
  | 'MSP_INVALID'
  /** A proposal cannot be unpacked. */
  | 'PROPOSAL_INVALID'
  /** A simulation asks for what the ledger does not allow; the text is Fabric's. */
  | 'SIMULATION_REJECTED'
  /** The chaincode ended the transaction with an ERROR message; the text is Fabric's. */
  | 'CHAINCODE_FAILED'
  /** The chaincode did not complete the transaction; the text is Fabric's. */
  | 'EXECUTION_FAILED'
  /** A query of the system chaincode qscc finds nothing; the text is Fabric's. */
  | 'QUERY_FAILED';

/** Every failure of this package, except those that gRPC clients receive (RpcError). */
export class DevnetError extends Error {
  override readonly name = 'DevnetError';

  constructor(
    readonly code: DevnetErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Returns the message of a caught value. */
export function readMessage(error: unknown): string {
  const message = readMember(error, 'message');
  return typeof message === 'string' ? message : String(error);
}

/** Returns a member of a caught value, such as `code` or `cause`; undefined if it has none. */
export function readMember(error: unknown, name: 'message' | 'code' | 'cause'): unknown {
  const members: Partial<Record<typeof name, unknown>> = typeof error === 'object' && error !== null ? error : {};
  return members[name];
}
