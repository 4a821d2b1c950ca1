import { setTimeout as sleep } from 'node:timers/promises';
import type { Databund, Reached, Wish } from '@databund/client';
import { fetchDelivery, findFetched } from './transfer-files';
import { readSlipFile } from './slip-file';
import type { Session } from './session';

/** The options of `databund get` and `databund buy`. */
export interface AcquireOptions {
  readonly purpose: string;
  readonly scenario?: string;
  readonly until?: string;
  readonly count: number;
  readonly slip?: string;
  readonly accept?: true;
  readonly to: string;
  readonly from?: string;
  readonly wait: boolean;
}

type Waiting = Extract<Reached, { readonly status: 'waiting' }>;

const pollMs = 1_000;

/** Goes from a listing to its verified files as far as the buyer can, and waits for others. @throws UsageError, DatabundError */
export async function acquireFiles(session: Session, listing: string, options: AcquireOptions): Promise<void> {
  const databund = await session.connect();
  const id = await session.resolve(listing, 'lst');
  const { content } = await databund.listing.get({ id });
  const known = await findFetched(content, options.to);
  if (known) return reportFiles(session, { listing: id }, known);
  const opened = await waitForDelivery(session, databund, { wish: makeWish(id, options), isWaiting: options.wait });
  if (!opened) return;
  const { delivery } = opened;
  const received = await fetchDelivery(session, { databund, id: delivery.id, to: options.to, from: options.from });
  const { revision } = await databund.delivery.get({ id: delivery.id });
  await databund.delivery.acknowledge({ id: delivery.id, revision, hash: received.hash });
  await reportFiles(session, { listing: id, authorisation: delivery.authorisation, delivery: delivery.id }, received.files);
}

function makeWish(listing: string, { purpose, scenario = purpose, until, count, slip, accept }: AcquireOptions): Wish {
  return {
    listing,
    purpose,
    scenario,
    until,
    count,
    slip: slip === undefined ? undefined : readSlipFile(slip),
    isOfferAccepted: accept,
  };
}

interface Patience {
  readonly wish: Wish;
  readonly isWaiting: boolean;
}

/** Takes the buyer's steps until a delivery is open. Says once for each state who must act. */
async function waitForDelivery(session: Session, databund: Databund, { wish, isWaiting }: Patience) {
  let said = '';
  for (;;) {
    const reached = await databund.acquire(wish);
    if (reached.status === 'open') return reached;
    const text = await describeWaiting(databund, reached);
    if (text !== said) session.note(text);
    said = text;
    if (!isWaiting) return refuseToWait(session, reached, text);
    await sleep(pollMs);
  }
}

async function refuseToWait(session: Session, { noun, id, state }: Waiting, text: string): Promise<undefined> {
  session.fail();
  await session.print({ noun, id, state, who: text });
  return undefined;
}

/** Says where the acquisition stands, and who must act, with the command to type if it is the buyer. */
async function describeWaiting(databund: Databund, { noun, id, state }: Waiting): Promise<string> {
  const [item] = (await databund.readInbox({ id })).items;
  const own = (item?.yours ?? []).map(({ command, step }) => `you: ${command ?? step}`);
  const others = (item?.others ?? []).map(({ by, step }) => `${by}: ${step}`);
  const acts = [...own, ...others];
  return `${noun} ${id} is ${state}${acts.length > 0 ? `; next: ${acts.join(' | ')}` : ''}`;
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
