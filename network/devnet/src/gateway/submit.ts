import { status } from '@grpc/grpc-js';
import { common, gateway } from '@hyperledger/fabric-protos';
import { RpcError } from '../grpc/rpc-error';
import type { Orderer } from '../orderer/orderer';
import { makeDetail } from './peers';

/** The orderer, with its address and MSP id for error details. */
export interface SubmitTarget {
  readonly orderer: Orderer;
  readonly address: string;
  readonly mspId: string;
}

/** Sends a signed envelope to the orderer. Success means that it will be ordered, not that it is valid (Fabric's `internal/pkg/gateway/submit.go`). */
export function submit(request: gateway.SubmitRequest, target: SubmitTarget): gateway.SubmitResponse {
  const envelope = request.getPreparedTransaction();
  if (!envelope) throw new RpcError(status.INVALID_ARGUMENT, 'a prepared transaction is required');
  if (envelope.getSignature_asU8().length === 0) throw new RpcError(status.INVALID_ARGUMENT, 'prepared transaction must be signed');
  const rejection = target.orderer.broadcast(envelope);
  if (!rejection) return new gateway.SubmitResponse();
  if (rejection.status >= 500) {
    const details = [makeDetail(target, rejection.info)];
    throw new RpcError(status.UNAVAILABLE, 'no orderers could successfully process transaction', details);
  }
  const message = `received unsuccessful response from orderer: status=${nameStatus(rejection.status)}, info=${rejection.info}`;
  throw new RpcError(status.ABORTED, message, [makeDetail(target, message)]);
}

function nameStatus(value: number): string {
  return Object.entries(common.Status).find(([, number]) => number === value)?.[0] ?? String(value);
}
