import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { deliverableHash, heldIn, isSameHash, type AnswerOf, type Digest, type ListingContent } from '@databund/model';
import { isFetched, requireFileName } from '@databund/client';
import { count, webAddress } from './arguments';
import { existingFile, makeFolder } from './local-paths';
import type { Session } from './transaction-commands';
import { UsageError } from './usage-error';

type Delivery = Pick<AnswerOf<'GetDelivery'>, 'mode' | 'expected'>;

interface Uploading {
  readonly version?: number;
  readonly name?: string;
}

interface Downloading {
  readonly to: string;
  readonly from?: string;
  readonly acknowledge?: boolean;
}

/** Adds what moves bytes: `databund upload` and `databund download`. */
export function addFiles(program: Command, session: Session): void {
  program
    .command('upload')
    .argument('<listing>', 'the listing’s id')
    .argument('<file>', 'the bytes of one of its held distributions')
    .option('--version <n>', 'the version; the newest where not given', count(1, 99_999))
    .option('--name <name>', 'the distribution’s name; the file’s where not given')
    .description('leaves a held distribution’s bytes with the gateway')
    .action((listing: string, file: string, options: Uploading) => upload(session, listing, file, options));
  program
    .command('download')
    .argument('<delivery>', 'an open delivery’s id')
    .option('--to <folder>', 'where to', '.')
    .option('--from <url>', 'the gateway that holds the bytes: the provider’s, where it is another', webAddress)
    .option('--acknowledge', 'says on the ledger what was received')
    .description('fetches everything that a delivery delivers, going on where a break left it')
    .action((delivery: string, options: Downloading) => download(session, delivery, options));
}

async function upload(session: Session, id: string, file: string, { version: given, name = basename(file) }: Uploading): Promise<void> {
  existingFile(file);
  const databund = session.databund();
  const { version } = given === undefined ? await databund.listing.get({ id }) : { version: given };
  await databund.upload({ id, version }, name, file);
  session.print({ id, version, name });
}

async function download(session: Session, id: string, { to, from, acknowledge }: Downloading): Promise<void> {
  const databund = session.databund();
  const delivery = await databund.delivery.get({ id });
  const { content } = await databund.listing.get({ id: delivery.listing, version: delivery.version });
  const hash = requireFiles(delivery, content);
  const files = heldIn(content).map((file) => ({ ...file, to: join(to, basename(file.name)) }));
  for (const { name } of files) requireFileName(name); // Before anything is written: older listings may hold others.
  if (new Set(files.map((file) => file.to)).size < files.length) throw new UsageError('two files have one name: fetch them by the SDK');
  for (const file of files) await isFetched(file, file.to); // Refuses before the first is fetched.
  makeFolder(to);
  const holder = session.databund(from);
  for (const file of files) await holder.download(delivery, file, file.to);
  const received = { files: files.map(({ name, byteSize }) => ({ name, byteSize })), hash };
  if (acknowledge !== true) {
    session.print(received);
    return;
  }
  const { revision } = await databund.delivery.get({ id });
  session.print({ ...received, acknowledged: await databund.delivery.acknowledge({ id, revision, hash }) });
}

/** What to do about deliveries of which no file is the whole. */
const otherwise: Readonly<Partial<Record<Delivery['mode'], string>>> = {
  feed: 'delivers readings by the window, not files: see `databund delivery windows` and `databund delivery acknowledge-window`',
  compute: 'delivers what its job makes, not files: its provider hands over the output whose hash `databund delivery get` shows',
};

/** The hash that all files together will have, each being the listing’s: what the delivery expects. @throws UsageError where files are not what it delivers */
function requireFiles({ mode, expected }: Delivery, content: ListingContent): Digest {
  if (otherwise[mode] !== undefined) throw new UsageError(`this delivery ${otherwise[mode]}`);
  if (heldIn(content).length === 0)
    throw new UsageError('this delivery holds no files: the addresses of its data are in `databund listing get`');
  if (expected && !isSameHash(deliverableHash(content), expected))
    throw new UsageError('this delivery expects other files than its listing describes');
  return deliverableHash(content);
}
