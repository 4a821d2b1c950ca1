import { Metadata, status, type ServiceError } from '@grpc/grpc-js';
import { gateway, google } from '@hyperledger/fabric-protos';
import { Any } from 'google-protobuf/google/protobuf/any_pb';
import { readMessage } from '../errors';

/** The message of one node about a failed call. */
export interface ErrorDetail {
  readonly address: string;
  readonly mspId: string;
  readonly message: string;
}

/** A failed call: gRPC status code, message, and the details that Fabric's clients read from the trailer. */
export class RpcError extends Error {
  override readonly name = 'RpcError';

  constructor(
    readonly code: status,
    message: string,
    readonly errorDetails: readonly ErrorDetail[] = [],
  ) {
    super(message);
  }
}

/** Converts an error into what grpc-js sends; any other error than RpcError becomes INTERNAL. */
export function toServiceError(error: unknown): Pick<ServiceError, 'code' | 'details' | 'metadata' | 'name' | 'message'> {
  const failure = error instanceof RpcError ? error : new RpcError(status.INTERNAL, readMessage(error));
  const metadata = new Metadata();
  if (failure.errorDetails.length > 0) metadata.set('grpc-status-details-bin', encodeStatus(failure));
  return { code: failure.code, details: failure.message, message: failure.message, name: failure.name, metadata };
}

function encodeStatus(failure: RpcError): Buffer {
  const message = new google.rpc.Status();
  message.setCode(failure.code);
  message.setMessage(failure.message);
  message.setDetailsList(failure.errorDetails.map(encodeDetail));
  return Buffer.from(message.serializeBinary());
}

function encodeDetail({ address, mspId, message }: ErrorDetail): Any {
  const detail = new gateway.ErrorDetail();
  detail.setAddress(address);
  detail.setMspId(mspId);
  detail.setMessage(message);
  const any = new Any();
  any.pack(detail.serializeBinary(), 'gateway.ErrorDetail');
  return any;
}
