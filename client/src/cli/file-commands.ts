import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Command } from 'commander';
import { deliverableHash, heldIn } from '@databund/chaincode/model';
import { makePriceSlip, readSlip } from '../sdk/price-slip';
import type { Session } from './transaction-commands';
import { UsageError } from './usage-error';

/** Adds what moves files: uploads, downloads, price slips. */
export function addFiles(program: Command, session: Session): void {
  program
    .command('upload')
    .argument('<listing>', 'the listing’s id')
    .argument('<file>', 'the bytes of one of its held distributions')
    .option('--version <n>', 'the version; the newest where not given')
    .option('--name <name>', 'the distribution’s name; the file’s where not given')
    .description('leaves a held distribution’s bytes with the gateway')
    .action((listing: string, file: string, options: { version?: string; name?: string }) => upload(session, listing, file, options));
  program
    .command('download')
    .argument('<delivery>', 'an open delivery’s id')
    .option('--to <folder>', 'where to', '.')
    .option('--acknowledge', 'says on the ledger what was received')
    .description('fetches everything that a delivery delivers')
    .action((delivery: string, options: { to: string; acknowledge?: boolean }) => download(session, delivery, options));
  const slip = program.command('slip').description('price slips: made by the provider, handed over outside the ledger');
  slip
    .command('make')
    .requiredOption('--trade <id>')
    .requiredOption('--amount-minor <n>', 'in the currency’s smallest unit')
    .requiredOption('--currency <code>', 'ISO 4217')
    .requiredOption('--to <file>')
    .action((options: Record<'trade' | 'amountMinor' | 'currency' | 'to', string>) => {
      const made = makePriceSlip(options.trade, Number(options.amountMinor), options.currency);
      writeFileSync(options.to, `${made.text}\n`, { mode: 0o600, flag: 'wx' });
      session.print({ file: options.to, hash: made.hash });
    });
  slip
    .command('show')
    .argument('<file>')
    .action((file: string) => {
      const { slip: content, hash } = readSlip(readFileSync(file, 'utf8'));
      session.print({ ...content, hash });
    });
}

async function upload(session: Session, id: string, file: string, { version, name }: { version?: string; name?: string }): Promise<void> {
  if (!existsSync(file)) throw new UsageError(`there is no file ${file}`);
  const databund = session.databund();
  const listing = version === undefined ? await databund.listing.get({ id }) : { id, version: Number(version) };
  await databund.upload({ id, version: listing.version }, name ?? basename(file), file);
  session.print({ id, version: listing.version, name: name ?? basename(file) });
}

async function download(session: Session, id: string, { to, acknowledge }: { to: string; acknowledge?: boolean }): Promise<void> {
  const databund = session.databund();
  const delivery = await databund.delivery.get({ id });
  const { content } = await databund.listing.get({ id: delivery.listing, version: delivery.version });
  mkdirSync(to, { recursive: true });
  const files = heldIn(content);
  for (const file of files) await databund.download(id, file, join(to, basename(file.name)));
  const received = { files: files.map(({ name, byteSize }) => ({ name, byteSize })), hash: deliverableHash(content) };
  if (acknowledge !== true) {
    session.print(received);
    return;
  }
  const { revision } = await databund.delivery.get({ id });
  session.print({ ...received, acknowledged: await databund.delivery.acknowledge({ id, revision, hash: received.hash }) });
}
