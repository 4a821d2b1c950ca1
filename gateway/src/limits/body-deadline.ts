import type { Server, ServerResponse } from 'node:http';
import type { Request, RequestHandler } from 'express';
import { sendProblem } from '../http/problems';
import { createMalformedError } from '../http/validation';

/** A body must come at least as fast as this, in the long run. */
const leastBytesPerSecond = 8 * 1024;
const tickMs = 1_000;

interface Body {
  readonly request: Request;
  readonly response: ServerResponse & Parameters<RequestHandler>[1];
  readonly bytesBefore: number;
  /** Time in which the gateway waited for the caller. */
  waitedMs: number;
}

/** Ends requests whose bodies come too slowly: 408, and the connection is closed. */
export class BodyDeadline {
  private readonly bodies = new Set<Body>();
  private readonly timer = setInterval(() => this.check(), tickMs).unref();

  constructor(private readonly seconds: number) {}

  /** Watches each request that has a body. */
  get handler(): RequestHandler {
    return (request, response, next) => {
      const { 'content-length': length = '0', 'transfer-encoding': encoding } = request.headers;
      if (length !== '0' || encoding !== undefined) this.watch({ request, response, bytesBefore: request.socket.bytesRead, waitedMs: 0 });
      next();
    };
  }

  /** Stops watching when the server closes. */
  closeWith(server: Server): this {
    server.once('close', () => clearInterval(this.timer));
    return this;
  }

  private watch(body: Body): void {
    this.bodies.add(body);
    const forget = () => this.bodies.delete(body);
    body.request.once('end', forget).once('close', forget);
  }

  private check(): void {
    for (const body of this.bodies) {
      const { request, response, bytesBefore } = body;
      // Before the gateway reads the body, the caller cannot send on.
      if (request.readableFlowing !== null || response.writableEnded) body.waitedMs += tickMs;
      const received = request.socket.bytesRead - bytesBefore;
      if (body.waitedMs > (this.seconds + received / leastBytesPerSecond) * 1_000) this.end(body);
    }
  }

  private end(body: Body): void {
    const { request, response } = body;
    this.bodies.delete(body);
    if (response.headersSent) {
      request.socket.destroy();
      return;
    }
    response.once('finish', () => request.socket.destroySoon());
    response.setHeader('Connection', 'close');
    sendProblem(response, createMalformedError('did not end in time'), 408);
  }
}
