/** Codes of FabricNetworkError. */
export type FabricNetworkErrorCode =
  /** A Fabric program is not on this machine. */
  | 'FABRIC_BIN_MISSING'
  /** The network in the data folder was created with another topology, other ports or another chaincode. */
  | 'DEPLOYMENT_DIFFERS'
  /** The orderer did not join the channel. */
  | 'JOIN_FAILED'
  /** A node ended before it was ready. */
  | 'NODE_ENDED'
  /** A node was not ready in time. */
  | 'NODE_TIMEOUT';

/** Every failure of this package. `exitCode` is that of the command. */
export class FabricNetworkError extends Error {
  override readonly name = 'FabricNetworkError';

  constructor(
    readonly code: FabricNetworkErrorCode,
    message: string,
  ) {
    super(message);
  }

  /** Exit code of the command: 3 if Fabric is not installed. */
  get exitCode(): number {
    return this.code === 'FABRIC_BIN_MISSING' ? 3 : 1;
  }
}
