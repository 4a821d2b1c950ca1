import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TestError } from '../support/test-error';
import type { CastName } from '../support/cast';
import type { Parties } from './parties';
import { GoalCounter, type Counted } from './count-goal';

/** A goal of a new user: who has it, the most commands that it may take, and how to reach it. */
export interface Goal {
  readonly name: string;
  readonly by: CastName;
  readonly most: Readonly<Record<'commands' | 'others', number>>;
  readonly reach: (counter: GoalCounter) => Promise<void>;
}

const graded = ['--grade', 'general', '--personal-data', 'none'];
const makeText = (title: string) => `title\n${title}\n`;

/** Publishes a file under a title, and has it reviewed. */
async function publish(counter: GoalCounter, title: string, ...more: readonly string[]): Promise<void> {
  const file = counter.parties.writeFile(`${title}.csv`, makeText(title));
  await counter.run('provider', 'publish', file, '--title', title, ...graded, ...more);
  await counter.run('operator', ...(await counter.parties.waitForStep('operator', 'ApproveListing')));
  const { items } = await counter.parties.connect('provider').listing.list({ state: 'LISTED' });
  if (!items.some((listing) => Object.values(listing.title).includes(title)))
    throw new TestError('UNEXPECTED_ANSWER', `${title} is not LISTED.`);
}

/** Publishes data for a goal without counting. */
function prepare({ parties }: GoalCounter, title: string, ...more: readonly string[]): Promise<void> {
  return publish(new GoalCounter(parties, 'provider'), title, ...more);
}

function requireFile({ parties }: GoalCounter, title: string): void {
  const path = join(parties.nameFile('received'), `${title}.csv`);
  if (readFileSync(path, 'utf8') !== makeText(title))
    throw new TestError('UNEXPECTED_ANSWER', `${path} is not the file that was published.`);
}

const acquire = (counter: GoalCounter, verb: 'get' | 'buy', title: string, ...more: readonly string[]) =>
  counter.start('buyer', verb, title, '--purpose', 'research', '--to', counter.parties.nameFile('received'), ...more);

async function getFree(counter: GoalCounter): Promise<void> {
  await prepare(counter, 'Noise');
  await counter.serve(acquire(counter, 'get', 'Noise'), { ApproveAuthorisation: [] });
  requireFile(counter, 'Noise');
}

async function acquireListed(counter: GoalCounter): Promise<void> {
  await prepare(counter, 'Traffic', '--price', '42.00', 'CNY');
  await counter.serve(acquire(counter, 'buy', 'Traffic'), { ApproveAuthorisation: [], FundTrade: [] });
  requireFile(counter, 'Traffic');
}

/** Buys at a price of which the provider makes a slip when it sees the order. The buyer ends its first command, and gives the slip to the second. */
async function acquireNegotiated(counter: GoalCounter): Promise<void> {
  const { parties } = counter;
  await prepare(counter, 'Water', '--priced');
  const first = acquire(counter, 'buy', 'Water');
  const ordered = parties.waitForStep('provider', 'PriceTrade');
  await counter.serveUntil(ordered, { ApproveAuthorisation: [] });
  await first.interrupt();
  const slip = parties.nameFile('slip.json');
  await counter.run('provider', 'slip', 'make', '--trade', (await ordered).at(-1) ?? '', '--price', '30 CNY', '--to', slip, '--record');
  await counter.serve(acquire(counter, 'buy', 'Water', '--slip', slip), { FundTrade: ['--slip', slip] });
  requireFile(counter, 'Water');
}

/** The goals of those who trade, in an order in which they can be reached. */
export const tradingGoals: readonly Goal[] = [
  { name: 'publish a file', by: 'provider', most: { commands: 1, others: 1 }, reach: (counter) => publish(counter, 'Air quality') },
  { name: 'get free data', by: 'buyer', most: { commands: 1, others: 0 }, reach: getFree },
  { name: 'buy at the list price', by: 'buyer', most: { commands: 2, others: 1 }, reach: acquireListed },
  { name: 'buy at a negotiated price', by: 'buyer', most: { commands: 2, others: 4 }, reach: acquireNegotiated },
];

/** Returns whether a goal took more than it may. */
export function isOver({ most }: Goal, { commands, others }: Counted): boolean {
  return commands > most.commands || others > most.others;
}

/** Gives standing approvals as provider and operator. @throws TestError UNEXPECTED_ANSWER */
export async function giveStanding(parties: Parties): Promise<void> {
  const until = new Date(Date.now() + 86_400_000).toISOString();
  for (const as of ['provider', 'operator'] as const) {
    const { command } = parties.start(as, ['standing', 'give', '--slot', as, '--free', 'false', '--until', until]);
    const { code, errors } = await command.waitForEnd();
    if (code !== 0) throw new TestError('UNEXPECTED_ANSWER', `The ${as} could not give a standing approval: ${errors}`);
  }
}
