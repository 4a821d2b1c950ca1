import { basename, join } from 'node:path';
import { hashDeliverable, listHeld, isSameHash, type AnswerOf, type Digest, type ListingContent } from '@databund/model';
import { isFetched, requireFileName } from '@databund/client';
import { requireWebAddress } from './check-options';
import { requireFile, makeFolder } from './local-paths';
import type { Session } from './session';
import { UsageError } from './usage-error';

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
export async function upload(session: Session, id: string, options: UploadOptions & { readonly file: string }): Promise<void> {
  const { version: given, file, name = basename(file).normalize('NFC') } = options;
  requireFile(file);
  const databund = await session.connect();
  const { version } = given === undefined ? await databund.listing.get({ id }) : { version: given };
  await databund.upload({ id, version }, name, file);
  await session.print({ id, version, name });
}

/** Downloads all files of a delivery into a folder. @throws UsageError, DatabundError */
export async function download(session: Session, id: string, { to, from, acknowledge }: DownloadOptions): Promise<void> {
  if (from !== undefined) requireWebAddress('--from', from);
  const databund = await session.connect();
  const delivery = await databund.delivery.get({ id });
  const { content } = await databund.listing.get({ id: delivery.listing, version: delivery.version });
  const hash = requireFiles(delivery, content);
  const files = await planFiles(content, to);
  makeFolder(to);
  const holder = await session.connect(from);
  for (const file of files) await holder.download(delivery, file, file.to);
  const received = { files: files.map(({ name, byteSize }) => ({ name, byteSize })), hash };
  if (acknowledge !== true) return session.print(received);
  const { revision } = await databund.delivery.get({ id });
  return session.print({ ...received, acknowledged: await databund.delivery.acknowledge({ id, revision, hash }) });
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
