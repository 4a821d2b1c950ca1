import { existsSync, mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { deliverableHash, heldIn } from '@databund/chaincode/model';
import { requireFileName } from '../sdk/transfer';
import { count, webAddress } from './arguments';
import type { Session } from './transaction-commands';
import { UsageError } from './usage-error';

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
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
  const databund = session.databund();
  const { version } = given === undefined ? await databund.listing.get({ id }) : { version: given };
  await databund.upload({ id, version }, name, file);
  session.print({ id, version, name });
}

async function download(session: Session, id: string, { to, from, acknowledge }: Downloading): Promise<void> {
  const databund = session.databund();
  const delivery = await databund.delivery.get({ id });
  const { content } = await databund.listing.get({ id: delivery.listing, version: delivery.version });
  const files = heldIn(content).map((file) => ({ ...file, to: join(to, basename(file.name)) }));
  for (const { name } of files) requireFileName(name); // Before anything is written: older listings may hold others.
  if (new Set(files.map((file) => file.to)).size < files.length) throw new UsageError('two files have one name: fetch them by the SDK');
  mkdirSync(to, { recursive: true });
  const holder = session.databund(from);
  for (const file of files) await holder.download(delivery, file, file.to);
  const received = { files: files.map(({ name, byteSize }) => ({ name, byteSize })), hash: deliverableHash(content) };
  if (acknowledge !== true) {
    session.print(received);
    return;
  }
  const { revision } = await databund.delivery.get({ id });
  session.print({ ...received, acknowledged: await databund.delivery.acknowledge({ id, revision, hash: received.hash }) });
}
