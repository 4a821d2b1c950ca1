import { status } from '@grpc/grpc-js';
import type { Ledger } from '../ledger/types';
import type { Resource, SignedData } from '../peer/types';
import { RpcError } from '../grpc/rpc-error';

/** A signed request for a resource of a channel. */
export interface AccessRequest {
  readonly resource: Resource;
  readonly channelId: string;
  readonly signed: SignedData;
}

/** Checks the channel's access control list. @throws RpcError PERMISSION_DENIED, also for an unknown channel, because Fabric checks this first */
export function checkAccess({ channelId, config }: Ledger, request: AccessRequest): void {
  if (request.channelId !== channelId)
    throw new RpcError(status.PERMISSION_DENIED, `Failed to get policy manager for channel [${request.channelId}]`);
  const reason = config.denyAccess(request.resource, request.signed);
  if (reason !== undefined) throw new RpcError(status.PERMISSION_DENIED, reason);
}
