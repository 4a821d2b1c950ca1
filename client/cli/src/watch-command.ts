import type { Command } from 'commander';
import type { EventReset, EventsRequest, StreamedEvent } from '@databund/client';
import { addFilters } from './event-filters';
import type { Session } from './session';

/** Adds `databund watch`. */
export function addWatch(program: Command, session: Session): void {
  addFilters(program.command('watch'))
    .description('shows events as they happen, one a line, until it is interrupted')
    .action(async (options: object) => {
      const [client, { escapeControls }] = [await session.connect(), await import('./cell-values.js')];
      const interrupted = new AbortController();
      const stop = () => interrupted.abort();
      process.once('SIGINT', stop);
      try {
        // `as`: the client checks what was typed.
        const request = { ...options, signal: interrupted.signal } as EventsRequest;
        for await (const event of client.events(request))
          session.printText(session.isJson ? JSON.stringify(event) : escapeControls(describeEvent(event)));
      } finally {
        process.off('SIGINT', stop);
      }
    });
}

function describeEvent(event: StreamedEvent | EventReset): string {
  if (event.kind === 'reset')
    return `begins again with block ${String(event.oldest)}, because the gateway does not know the id  ${event.id}`;
  const ids = Object.entries(event.ids).map(([name, value]) => (name === 'id' ? String(value) : `${name}=${String(value)}`));
  return [event.time, event.type, ids.join(' '), event.id].join('  ');
}
