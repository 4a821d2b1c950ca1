import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { hashDeliverable, listHeld, isSameHash, type AnswerOf, type Digest, type ListingContent } from '@databund/model';
import { isFetched, requireFileName, type Databund } from '@databund/client';
import { requireWebAddress } from './check-options';
import { requireFile, makeFolder } from './local-paths';
import type { Session } from './session';
import { UsageError } from './usage-error';
import { runWithLog, type WorkLog } from './work-log';

type Delivery = Pick<AnswerOf<'GetDelivery'>, 'mode' | 'expected'>;

/** The options of `databund upload`. */
export interface UploadOptions {
  readonly version?: number;
  readonly name?: string;
}

/** The options of `databund download`. */
export interface DownloadOptions {
  readonly to: string;
  readonly from?: string;
  readonly acknowledge?: boolean;
}

/** Uploads a file as a held distribution of a listing version. @throws UsageError, DatabundError */
export async function upload(session: Session, listing: string, options: UploadOptions & { readonly file: string }): Promise<void> {
  const { version: given, file, name = basename(file).normalize('NFC') } = options;
  requireFile(file);
  const databund = await session.connect();
  const id = await session.resolve(listing, 'lst');
  const { version } = given === undefined ? await databund.listing.get({ id }) : { version: given };
  const again = `Nothing is stored of a file that was under way. To upload it: databund upload ${id} ${file} --version ${String(version)}`;
  await runWithLog(session, again, (log) => log.run(`upload of ${name}`, () => databund.upload({ id, version }, name, file)));
  await session.print({ id, version, name });
}

/** Downloads all files of a delivery into a folder, and acknowledges them if that is asked for. @throws UsageError, DatabundError */
export async function download(session: Session, delivery: string, { to, from, acknowledge }: DownloadOptions): Promise<void> {
  const databund = await session.connect();
  const id = await session.resolve(delivery, 'dlv');
  const again = `What was received is kept. To go on: databund download ${id} --to ${to}`;
  const { files, hash } = await runWithLog(session, again, (log) => fetchDelivery(session, { databund, id, to, from, log }));
  const received = { files: files.map(({ name, byteSize }) => ({ name, byteSize })), hash };
  if (acknowledge !== true) return session.print(received);
  const { revision } = await databund.delivery.get({ id });
  return session.print({ ...received, acknowledged: await databund.delivery.acknowledge({ id, revision, hash }) });
}

interface Fetching {
  readonly databund: Databund;
  /** The open delivery. */
  readonly id: string;
  readonly to: string;
  readonly from?: string | undefined;
  readonly log: WorkLog;
}

/** A file at its place, with the bytes that the ledger describes. */
export interface FetchedFile {
  readonly name: string;
  readonly byteSize: number;
  readonly path: string;
}

/** Downloads all files of a delivery into a folder, and returns them with the hash to acknowledge. @throws UsageError, DatabundError */
export async function fetchDelivery(
  session: Session,
  { databund, id, to, from, log }: Fetching,
): Promise<{ readonly files: readonly FetchedFile[]; readonly hash: Digest }> {
  if (from !== undefined) requireWebAddress('--from', from);
  const delivery = await databund.delivery.get({ id });
  const { content } = await databund.listing.get({ id: delivery.listing, version: delivery.version });
  const hash = requireFiles(delivery, content);
  const files = await planFiles(content, to);
  makeFolder(to);
  const holder = await session.connect(from);
  for (const file of files) await log.run(`download of ${file.name}`, () => holder.download(delivery, file, file.to));
  return { files: files.map(({ name, byteSize, to: path }) => ({ name, byteSize, path })), hash };
}

/** Returns the files of a listing if a folder has them all, with the bytes that the ledger describes. @throws UsageError, DatabundError */
export async function findFetched(content: ListingContent, to: string): Promise<readonly FetchedFile[] | undefined> {
  const files = listHeld(content).map((file) => ({ ...file, path: join(to, basename(file.name)) }));
  for (const file of files) if (!existsSync(file.path) || !(await isFetched(file, file.path))) return undefined;
  return files.length === 0 ? undefined : files.map(({ name, byteSize, path }) => ({ name, byteSize, path }));
}

/** Checks all names and places before anything is written. Older listings may hold names that are refused today. */
async function planFiles(content: ListingContent, to: string) {
  const files = listHeld(content).map((file) => ({ ...file, to: join(to, basename(file.name)) }));
  for (const { name } of files) requireFileName(name);
  if (new Set(files.map((file) => file.to)).size < files.length)
    throw new UsageError('FILE_EXISTS', 'two files of this delivery have one name: download them with the SDK, each to its own path');
  for (const file of files) await isFetched(file, file.to);
  return files;
}

/** The explanations for modes whose deliveries have no files. */
const explanations: Readonly<Partial<Record<Delivery['mode'], string>>> = {
  feed: 'delivers readings by the window, not files: see `databund delivery windows` and `databund delivery acknowledge-window`',
  compute: 'delivers the output of its job, not files: its provider hands over the output whose hash `databund delivery get` shows',
};

/** Returns the hash that all files together must have, which is what the delivery expects. @throws UsageError DELIVERY_WITHOUT_FILES */
function requireFiles({ mode, expected }: Delivery, content: ListingContent): Digest {
  const explanation = explanations[mode];
  if (explanation !== undefined) throw withoutFiles(explanation);
  if (listHeld(content).length === 0) throw withoutFiles('holds no files: `databund listing get` shows the addresses of its data');
  if (expected && !isSameHash(hashDeliverable(content), expected)) throw withoutFiles('expects other files than its listing describes');
  return hashDeliverable(content);
}

function withoutFiles(explanation: string): UsageError {
  return new UsageError('DELIVERY_WITHOUT_FILES', `this delivery ${explanation}`);
}
