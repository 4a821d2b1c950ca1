import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of a server, so that it can stop without cutting requests in progress. */
export class Connections {
  private readonly sockets = new Set<Socket>();
  private readonly responses = new Set<ServerResponse>();
  private isClosing = false;

  constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    server.prependListener('request', (_request, response: ServerResponse) => {
      this.responses.add(response);
      if (this.isClosing) this.endKeepAlive(response);
      response.once('close', () => {
        this.responses.delete(response);
        if (this.isClosing) server.closeIdleConnections();
      });
    });
  }

  /** Accepts no new connection, finishes requests in progress, and cuts those that have not finished in time. */
  close(withinMs: number): Promise<void> {
    this.isClosing = true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.server.closeAllConnections(), withinMs);
      this.server.close(() => {
        clearTimeout(timer);
        resolve();
      });
      for (const response of this.responses) this.endKeepAlive(response);
      this.server.closeIdleConnections();
      // Node does not count a connection as idle before its first byte.
      for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy();
    });
  }

  /** A connection that is kept alive would keep the server open. */
  private endKeepAlive(response: ServerResponse): void {
    if (!response.headersSent) response.setHeader('Connection', 'close');
  }
}
