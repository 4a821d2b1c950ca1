import { Argument, type Command } from 'commander';
import type { HistoryKind, HistoryOptions, TimelineEntry } from '@databund/client';
import type { Session } from './session';

/** Written here too, because loading the client takes longer than a help text should; the type keeps both alike. */
const kinds = Object.keys({
  listing: true,
  authorisation: true,
  trade: true,
  delivery: true,
  dispute: true,
  resource: true,
  mandate: true,
  standing: true,
  participant: true,
} satisfies Readonly<Record<HistoryKind, true>>);

/** Adds `databund history`. */
export function addHistory(program: Command, session: Session): void {
  program
    .command('history')
    .addArgument(new Argument('<kind>', 'the kind of object').choices(kinds))
    .argument('<id>', "the object's id")
    .description('shows every step on an object and on all that is linked with it: who took it, who endorsed it, what it changed')
    .option('--limit <count>', 'steps for each page, at most 200')
    .option('--cursor <cursor>', '`next` of the page before')
    .option('--at <block or instant>', 'up to then')
    .option('--all', 'all pages, as one list')
    .action(async (kind: HistoryKind, id: string, { all, ...options }: HistoryOptions & { readonly all?: true }) => {
      const client = await session.connect();
      const entries: TimelineEntry[] = [];
      if (!all) return printPage(session, await client.history(kind, id, options));
      for await (const entry of client.findSteps(kind, id, options)) entries.push(entry);
      return printPage(session, { items: entries });
    });
}

/** Prints steps as JSON, or for a person as a table with a line for each. */
async function printPage(session: Session, page: { readonly items: readonly TimelineEntry[]; readonly next?: string }): Promise<void> {
  if (session.isJson) return session.print(page);
  return session.print({ ...page, items: page.items.map(describeEntry) });
}

function describeEntry({
  time,
  block,
  transactionId,
  step,
  actor,
  organisation,
  endorsers,
  object,
  reason,
  changes,
}: TimelineEntry): object {
  const { kind, id, version, part } = object;
  return {
    at: time,
    step,
    actor: actor.name ?? actor.id,
    of: [kind, `${id}${version === undefined ? '' : `@${String(version)}`}`, part].filter((word) => word !== undefined).join(' '),
    changed: changes.map(({ member, before, after }) => `${member}: ${show(before)} → ${show(after)}`).join('; '),
    reason,
    organisation,
    endorsers,
    block,
    txId: transactionId,
  };
}

function show(value: unknown): string {
  if (value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
