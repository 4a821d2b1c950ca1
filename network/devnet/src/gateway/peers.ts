import type { Endorser } from '../endorser/endorser';
import type { ErrorDetail } from '../grpc/rpc-error';

/** A peer as the gateways of all organisations see it. */
export interface GatewayPeer {
  readonly mspId: string;
  /** `host:port`, as it stands in error details. */
  readonly address: string;
  readonly endorser: Endorser;
}

/** What a peer had to say, for the details of a failure. */
export function makeDetail({ address, mspId }: Pick<GatewayPeer, 'address' | 'mspId'>, message: string): ErrorDetail {
  return { address, mspId, message };
}
