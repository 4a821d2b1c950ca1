import { TestError } from '../support/test-error';
import { GoalCounter } from './count-goal';
import type { Goal } from './goals';
import type { Parties } from './parties';

/** A sale that was delivered, and its first transaction. */
interface Sold {
  readonly trade: string;
  /** The title of its listing. */
  readonly title: string;
  readonly transaction: string;
}

/** Finds the newest sale as the auditor. @throws TestError UNEXPECTED_ANSWER without one */
async function findSold(parties: Parties): Promise<Sold> {
  const auditor = parties.connect('auditor');
  const { items } = await auditor.list('trade', { state: ['DELIVERED'] });
  const [trade] = items;
  if (!trade) throw new TestError('UNEXPECTED_ANSWER', 'No trade is DELIVERED.');
  const { listing } = await auditor.authorisation.get({ id: trade.authorisation });
  const [ordered] = (await auditor.history('trade', trade.id)).items;
  const [title = ''] = Object.values((await auditor.listing.get({ id: listing })).title);
  return { trade: trade.id, title, transaction: ordered?.transactionId ?? '' };
}

/** A question of an auditor: its command, and a text that the answer has. */
interface Question {
  readonly name: string;
  readonly words: readonly string[];
  readonly shows: string;
}

function listQuestions({ trade, title, transaction }: Sold, { http }: Parties): readonly Question[] {
  const connection = http.exchange.network.profilePath;
  return [
    { name: 'who had access', words: ['audit', 'access', title], shows: http.exchange.members.buyer.id },
    { name: 'who did what', words: ['audit', 'actor', 'BuyerMSP'], shows: 'OrderTrade' },
    { name: 'what a transaction did', words: ['audit', 'transaction', transaction], shows: transaction },
    { name: 'what a block holds', words: ['audit', 'block', '1'], shows: 'VALID' },
    { name: 'what happened to a trade', words: ['history', 'trade', trade], shows: 'FundTrade' },
    { name: 'which public data were sold', words: ['report', 'disclosure'], shows: '"rows"' },
    { name: 'what the exchange did', words: ['report', 'exchange'], shows: '"noun":"trade"' },
    { name: 'is the ledger right', words: ['verify', '--connection', connection], shows: '"verified":true' },
  ];
}

/** Returns the questions of an auditor as goals, about what was traded before. */
export async function listAuditGoals(parties: Parties): Promise<readonly Goal[]> {
  const sold = await findSold(parties);
  const most = { commands: 1, others: 0 };
  const ask = (question: Question): Goal => ({
    name: question.name,
    by: 'auditor',
    most,
    reach: (counter) => askQuestion(counter, question),
  });
  return [
    ...listQuestions(sold, parties).map(ask),
    { name: 'prove a trade', by: 'buyer', most, reach: (counter) => proveTrade(counter, sold.trade) },
  ];
}

async function askQuestion(counter: GoalCounter, { name, words, shows }: Question): Promise<void> {
  const out = await counter.run('auditor', '--json', ...words);
  if (!out.includes(shows)) throw new TestError('UNEXPECTED_ANSWER', `The answer to "${name}" does not show ${shows}.`);
}

/** Proves a trade as its buyer. The file is verified without counting. */
async function proveTrade(counter: GoalCounter, trade: string): Promise<void> {
  const { parties } = counter;
  const pack = parties.nameFile('trade.evidence');
  await counter.run('buyer', 'prove', 'trade', trade, '--to', pack);
  await new GoalCounter(parties, 'buyer').run('buyer', 'verify', pack, '--connection', parties.http.exchange.network.profilePath);
}
