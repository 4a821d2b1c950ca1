import { setTimeout as sleep } from 'node:timers/promises';
import type { Databund, Reached, Wish } from '@databund/client';
import { describeActs } from './next-acts';
import { fetchDelivery, findFetched } from './transfer-files';
import { formatAmount } from './prices';
import { readSlipFile } from './slip-file';
import type { Session } from './session';
import { runWithLog, type WorkLog } from './work-log';

/** The options of `databund get` and `databund buy`. */
export interface AcquireOptions {
  readonly purpose: string;
  readonly scenario?: string;
  readonly until?: string;
  readonly count: number;
  readonly slip?: string;
  readonly privatePrice?: true;
  readonly accept?: true;
  readonly to: string;
  readonly from?: string;
  readonly wait: boolean;
}

type Waiting = Extract<Reached, { readonly status: 'waiting' }>;

const pollMs = 1_000;

/** Goes from a listing to its verified files as far as the buyer can, and waits for others. @throws UsageError, DatabundError */
export function acquireFiles(session: Session, listing: string, options: AcquireOptions): Promise<void> {
  const again = 'Nothing is lost. To go on, run the same command again.';
  return runWithLog(session, again, (log) => acquireWithLog(session, log, { listing, options }));
}

interface Acquisition {
  readonly listing: string;
  readonly options: AcquireOptions;
}

async function acquireWithLog(session: Session, log: WorkLog, { listing, options }: Acquisition): Promise<void> {
  const databund = await session.connect();
  const id = await session.resolve(listing, 'lst');
  const { content } = await databund.listing.get({ id });
  const known = await findFetched(content, options.to);
  if (known) return reportFiles(session, { listing: id }, known);
  const opened = await waitForDelivery(session, databund, { wish: makeWish(id, options), isWaiting: options.wait, log });
  if (!opened) return;
  const { delivery } = opened;
  const received = await fetchDelivery(session, { databund, id: delivery.id, to: options.to, from: options.from, log });
  const { revision } = await databund.delivery.get({ id: delivery.id });
  await databund.delivery.acknowledge({ id: delivery.id, revision, hash: received.hash });
  await reportFiles(session, { listing: id, authorisation: delivery.authorisation, delivery: delivery.id }, received.files);
}

function makeWish(listing: string, { purpose, scenario = purpose, until, count, slip, privatePrice, accept }: AcquireOptions): Wish {
  return {
    listing,
    purpose,
    scenario,
    until,
    count,
    slip: slip === undefined ? undefined : readSlipFile(slip),
    isPricePrivate: privatePrice,
    isOfferAccepted: accept,
  };
}

interface Patience {
  readonly wish: Wish;
  readonly isWaiting: boolean;
  readonly log: WorkLog;
}

/** Takes the buyer's steps until a delivery is open. Says once for each state who must act. */
async function waitForDelivery(session: Session, databund: Databund, { wish, isWaiting, log }: Patience) {
  let said = '';
  for (;;) {
    const reached = await databund.acquire(wish);
    log.begin(describePlace(reached));
    if (reached.status === 'open') {
      log.finish();
      return reached;
    }
    const text = await describeWaiting(databund, reached);
    if (text !== said) session.note(text);
    said = text;
    if (!isWaiting) return refuseToWait(session, reached, text);
    await sleep(pollMs);
  }
}

function describePlace(reached: Reached): string {
  if (reached.status === 'open') return `delivery ${reached.delivery.id} is open`;
  return `${reached.noun} ${reached.id} is ${reached.state}`;
}

async function refuseToWait(session: Session, { noun, id, state }: Waiting, text: string): Promise<undefined> {
  session.fail();
  await session.print({ noun, id, state, who: text });
  return undefined;
}

/** Says where the acquisition stands, at which published price, and who must act by which command. */
async function describeWaiting(databund: Databund, { noun, id, state, charge }: Waiting): Promise<string> {
  const [item] = (await databund.readInbox({ id })).items;
  const acts = item ? describeActs(item) : [];
  const price = charge ? ` at ${formatAmount(charge)}` : '';
  return `${noun} ${id} is ${state}${price}${acts.length > 0 ? `; next: ${acts.join(' | ')}` : ''}`;
}

interface Names {
  readonly listing: string;
  readonly authorisation?: string;
  readonly delivery?: string;
}

async function reportFiles(
  session: Session,
  names: Names,
  files: readonly { readonly name: string; readonly path: string }[],
): Promise<void> {
  for (const { path } of files) session.note(`verified against the ledger: ${path}`);
  await session.print({ ...names, files: files.map(({ name, path }) => ({ name, path })) });
}
