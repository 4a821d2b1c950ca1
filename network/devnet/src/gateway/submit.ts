import { status } from '@grpc/grpc-js';
import { common, gateway } from '@hyperledger/fabric-protos';
import { RpcError } from '../grpc/rpc-error';
import type { Orderer } from '../orderer/orderer';
import { makeDetail } from './peers';

/** The one orderer of the devnet, as error details name it. */
export interface SubmitTarget {
  readonly orderer: Orderer;
  readonly address: string;
  readonly mspId: string;
}

/** Hands a signed envelope to the orderer; an answer means that it will be ordered, not that it is valid. internal/pkg/gateway/submit.go. */
export function submit(request: gateway.SubmitRequest, target: SubmitTarget): gateway.SubmitResponse {
  const envelope = request.getPreparedTransaction();
  if (!envelope) throw new RpcError(status.INVALID_ARGUMENT, 'a prepared transaction is required');
  if (envelope.getSignature_asU8().length === 0) throw new RpcError(status.INVALID_ARGUMENT, 'prepared transaction must be signed');
  const refused = target.orderer.broadcast(envelope);
  if (!refused) return new gateway.SubmitResponse();
  if (refused.status >= 500) {
    const details = [makeDetail(target, refused.info)];
    throw new RpcError(status.UNAVAILABLE, 'no orderers could successfully process transaction', details);
  }
  const message = `received unsuccessful response from orderer: status=${nameStatus(refused.status)}, info=${refused.info}`;
  throw new RpcError(status.ABORTED, message, [makeDetail(target, message)]);
}

function nameStatus(value: number): string {
  return Object.entries(common.Status).find(([, number]) => number === value)?.[0] ?? String(value);
}
