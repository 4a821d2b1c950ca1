import type { Command } from 'commander';
import type { Webhook, WebhookForm } from '@databund/client';
import { addFilters } from './event-filters';
import type { Session } from './session';

/** Adds `databund webhook` with its commands. */
export function addWebhooks(program: Command, session: Session): void {
  const webhook = program.command('webhook').description('webhook: create, list, get, replay, remove, keys');
  addFilters(webhook.command('create').argument('<address>', 'the https address of your receiver'))
    .description('sends events to an address, signed and in order, from the next block on or after an id')
    .addHelpText('after', '\nExample: databund webhook create https://mine.example/hook --kind trade --kind delivery')
    .action(async (url: string, options: Omit<WebhookForm, 'url'>) =>
      printOne(session, await (await session.connect()).webhooks.create({ url, ...options })),
    );
  webhook
    .command('list')
    .description('lists your webhooks, with how far each has come')
    .addHelpText('after', '\nExample: databund webhook list')
    .action(async () => {
      const found = await (await session.connect()).webhooks.list();
      return session.print(session.isJson ? found : found.map(describeWebhook));
    });
  webhook
    .command('get')
    .argument('<id>', "the webhook's id")
    .description('shows a webhook with the events that were given up')
    .addHelpText('after', '\nExample: databund webhook get 7f1c2a9e-5d0b-4a55-9a3e-0d4f6f0c1b2a')
    .action(async (id: string) => printOne(session, await (await session.connect()).webhooks.get(id)));
  addChanges(webhook, session);
  webhook
    .command('keys')
    .description('shows the public keys of the signatures')
    .addHelpText('after', '\nExample: databund --json webhook keys > keys.json')
    .action(async () => session.print(await (await session.connect()).webhooks.readKeys()));
}

function addChanges(webhook: Command, session: Session): void {
  webhook
    .command('replay')
    .argument('<id>', "the webhook's id")
    .requiredOption('--after <id>', 'the event, or the block (channel:block), after which it sends again')
    .description('sends again what follows an event, also by a webhook that was disabled; drops its dead letters')
    .addHelpText('after', '\nExample: databund webhook replay 7f1c2a9e-5d0b-4a55-9a3e-0d4f6f0c1b2a --after exchange:41:0:0')
    .action(async (id: string, { after }: { readonly after: string }) =>
      printOne(session, await (await session.connect()).webhooks.replay(id, after)),
    );
  webhook
    .command('remove')
    .argument('<id>', "the webhook's id")
    .description('removes a webhook')
    .addHelpText('after', '\nExample: databund webhook remove 7f1c2a9e-5d0b-4a55-9a3e-0d4f6f0c1b2a')
    .action(async (id: string) => {
      await (await session.connect()).webhooks.remove(id);
      await session.print({ removed: id });
    });
}

function printOne(session: Session, webhook: Webhook): Promise<void> {
  return session.print(session.isJson ? webhook : { ...describeWebhook(webhook), deadLetters: webhook.deadLetters });
}

/** Describes a webhook in one row of a table. */
function describeWebhook({ filters, deadLetters: _deadLetters, ...webhook }: Webhook): object {
  const wanted = Object.values(filters).flat().join(', ');
  return { ...webhook, filters: wanted === '' ? 'all events' : wanted };
}
