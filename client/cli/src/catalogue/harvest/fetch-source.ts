import { createWriteStream, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { UsageError } from '../../usage-error';
import { listFiles } from '../read-catalogue';
import { fetchPages, type Fetched } from './fetch-pages';
import type { Source } from './source-file';

/**
 * Fetches a source into its folder: a file or folder as it is, the standard input (`-`), or a web address with all its pages. Pages that
 * an interrupted run fetched are not fetched again, and unchanged pages neither. @throws DatabundError, UsageError FILE_MISSING
 */
export async function fetchSource(source: Source, folder: string): Promise<Fetched> {
  const { address } = source;
  if (address === '-') return { files: [await keepInput(folder)], isUnchanged: false };
  if (isWebAddress(address)) return fetchPages(source, join(folder, 'cache'));
  if (!existsSync(address)) throw new UsageError('FILE_MISSING', `there is no file ${address}`);
  return { files: listFiles(address), isUnchanged: false };
}

/** Returns whether an address of a source is fetched. */
export function isWebAddress(address: string): boolean {
  return /^https?:\/\//i.test(address);
}

async function keepInput(folder: string): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'input');
  await pipeline(process.stdin, createWriteStream(file));
  return file;
}
