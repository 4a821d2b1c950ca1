import { Server, ServerCredentials, type ServiceDefinition, type UntypedServiceImplementation } from '@grpc/grpc-js';

const maxMessageBytes = 100 * 1024 * 1024;

/** Fabric's message limits, for servers and clients; gRPC's own default of 4 MiB is below them. */
export const messageLimits = {
  'grpc.max_receive_message_length': maxMessageBytes,
  'grpc.max_send_message_length': maxMessageBytes,
} as const;

/** A service and what answers it. */
export interface ServedService {
  readonly definition: ServiceDefinition;
  readonly implementation: UntypedServiceImplementation;
}

/** Where an endpoint listens and the certificate it shows. */
export interface EndpointOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: { readonly certificate: Buffer; readonly key: Buffer };
  readonly services: readonly ServedService[];
}

/** A listening TLS endpoint. */
export class GrpcEndpoint {
  private constructor(
    private readonly server: Server,
    readonly port: number,
  ) {}

  /** @throws Error naming the address where it cannot be had. */
  static listen({ host, port, tls, services }: EndpointOptions): Promise<GrpcEndpoint> {
    const server = new Server(messageLimits);
    for (const { definition, implementation } of services) server.addService(definition, implementation);
    const credentials = ServerCredentials.createSsl(null, [{ cert_chain: tls.certificate, private_key: tls.key }]);
    return new Promise((resolve, reject) => {
      server.bindAsync(`${host}:${port}`, credentials, (error, bound) => {
        if (error) reject(new Error(`cannot listen on ${host}:${port}: ${reasonOf(error)}`));
        else resolve(new GrpcEndpoint(server, bound));
      });
    });
  }

  /** Lets running calls finish for a moment, then ends them; who has connected and says nothing is not waited for. */
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

function reasonOf({ message }: Error): string {
  return message.includes('EADDRINUSE') ? 'the port is in use' : message;
}
