import { status } from '@grpc/grpc-js';
import { gateway } from '@hyperledger/fabric-protos';
import type { Ledger } from '../ledger/types';
import { RpcError } from '../grpc/rpc-error';
import { toValidationCode } from '../proto/enumerations';
import { checkAccess } from './check-access';
import type { CommitNotifier } from './commit-notifier';

/** Waits until a transaction is committed and returns its validation code (Fabric's `internal/pkg/gateway/commitstatus.go`). */
export async function waitForCommitStatus(
  signed: gateway.SignedCommitStatusRequest,
  { ledger, notifier }: { readonly ledger: Ledger; readonly notifier: CommitNotifier },
  signal: AbortSignal,
): Promise<gateway.CommitStatusResponse> {
  const data = signed.getRequest_asU8();
  const request = gateway.CommitStatusRequest.deserializeBinary(data);
  const [identity, channelId, txId] = [request.getIdentity_asU8(), request.getChannelId(), request.getTransactionId()];
  if (identity.length === 0) throw new RpcError(status.INVALID_ARGUMENT, 'no identity provided');
  if (channelId === '') throw new RpcError(status.INVALID_ARGUMENT, 'no channel ID provided');
  if (txId === '') throw new RpcError(status.INVALID_ARGUMENT, 'transaction ID should not be empty');
  checkAccess(ledger, { resource: 'gateway/CommitStatus', channelId, signed: { identity, data, signature: signed.getSignature_asU8() } });
  const location = await notifier.wait(txId, signal);
  if (!location) throw new RpcError(status.CANCELLED, 'context canceled');
  const response = new gateway.CommitStatusResponse();
  response.setResult(toValidationCode(location.code));
  response.setBlockNumber(location.blockNumber);
  return response;
}
