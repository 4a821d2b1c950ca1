import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { DevnetError } from '../errors';
import { makePortTaken } from '../free-port';
import { host } from '../ports';

const maxMessageBytes = 100 * 1024 * 1024;

/** Fabric's message limits, for servers and clients; gRPC's default is only 4 MiB. */
export const messageLimits = {
  'grpc.max_receive_message_length': maxMessageBytes,
  'grpc.max_send_message_length': maxMessageBytes,
} as const;

/** A gRPC service with its implementation. */
export interface ServedService {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

/** Port, server certificate and services of an endpoint. */
export interface EndpointOptions {
  readonly port: number;
  readonly tls: { readonly certificate: Buffer; readonly key: Buffer };
  readonly services: readonly ServedService[];
}

/** A TLS server that listens. */
export class GrpcEndpoint {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** Listens on a port of the loopback address. @throws PORT_TAKEN or LISTEN_FAILED */
  static listen({ port, tls, services }: EndpointOptions): Promise<GrpcEndpoint> {
    const server = new Server(messageLimits);
    for (const { definition, implementation } of services) server.addService(definition, implementation);
    const credentials = ServerCredentials.createSsl(null, [{ cert_chain: tls.certificate, private_key: tls.key }]);
    return new Promise((resolve, reject) => {
      server.bindAsync(`${host}:${port}`, credentials, (error, bound) => {
        if (error) reject(makeListenError(error, port));
        else resolve(new GrpcEndpoint(server, bound));
      });
    });
  }

  /** Gives running calls a moment to finish, then ends them. Idle connections do not delay it. */
  close(graceMs = 1000): Promise<void> {
    return new Promise((resolve) => {
      const grace = setTimeout(() => {
        this.server.forceShutdown();
        resolve();
      }, graceMs);
      this.server.tryShutdown(() => {
        clearTimeout(grace);
        resolve();
      });
    });
  }
}

function makeListenError({ message }: Error, port: number): DevnetError {
  if (message.includes('EADDRINUSE')) return makePortTaken(port);
  return new DevnetError('LISTEN_FAILED', `Cannot listen on ${host}:${port}: ${message}`);
}
