import type { Endorser } from '../endorser/endorser';
import type { ErrorDetail } from '../grpc/rpc-error';

/** A peer that the gateways of all organisations can ask. */
export interface GatewayPeer {
  readonly mspId: string;
  /** `host:port`, for error details. */
  readonly address: string;
  readonly endorser: Endorser;
}

/** Makes the detail of a failure at a peer. */
export function makeDetail({ address, mspId }: Pick<GatewayPeer, 'address' | 'mspId'>, message: string): ErrorDetail {
  return { address, mspId, message };
}
