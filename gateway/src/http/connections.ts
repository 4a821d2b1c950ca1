import type { Server, ServerResponse } from 'node:http';

/** A server’s connections, so that it can stop without breaking off what is under way. */
export class Connections {
  private readonly answering = new Set<ServerResponse>();
  private isClosing = false;

  constructor(private readonly server: Server) {
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
    });
  }

  /** A connection that is kept alive would keep the server open. */
  private beLast(response: ServerResponse): void {
    if (!response.headersSent) response.setHeader('Connection', 'close');
  }
}
