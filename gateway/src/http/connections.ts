import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** A server’s connections, so that it can stop without breaking off what is under way. */
export class Connections {
  private readonly sockets = new Set<Socket>();
  private readonly answering = new Set<ServerResponse>();
  private isClosing = false;

  constructor(private readonly server: Server) {
    server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.once('close', () => this.sockets.delete(socket));
    });
    server.prependListener('request', (_request, response: ServerResponse) => {
      this.answering.add(response);
      if (this.isClosing) this.beLast(response);
      response.once('close', () => {
        this.answering.delete(response);
        if (this.isClosing) server.closeIdleConnections();
      });
    });
  }

  /** Takes no new connection, finishes what is under way, and breaks off what has not finished in time. */
  close(withinMs: number): Promise<void> {
    this.isClosing = true;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.server.closeAllConnections(), withinMs);
      this.server.close(() => {
        clearTimeout(timer);
        resolve();
      });
      for (const response of this.answering) this.beLast(response);
      this.server.closeIdleConnections();
      for (const socket of this.sockets) if (socket.bytesRead === 0) socket.destroy(); // To Node who has yet to say a word is not idle.
    });
  }

  /** A connection that is kept alive would keep the server open. */
  private beLast(response: ServerResponse): void {
    if (!response.headersSent) response.setHeader('Connection', 'close');
  }
}
