import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Session } from '../../session';
import { UsageError } from '../../usage-error';
import { isObject } from '../fields';
import { isWebAddress } from './fetch-source';
import { parseJson } from './parse-text';
import { Sources } from './source-file';

/** The options of `databund catalogue source add`. */
export interface AddSourceOptions {
  readonly format?: string;
  readonly language?: string;
  readonly encoding?: string;
  readonly mapping?: string;
  readonly places?: string;
  readonly strict?: boolean;
  readonly keepContacts?: boolean;
  readonly defaults?: string;
  readonly map?: string;
  readonly gone: string;
  readonly returned: string;
  readonly maxGone: number;
  readonly allowPrivateAddresses?: boolean;
  readonly allowMissing?: boolean;
}

/** Registers a source under a name, and prints its file, which can be edited. @throws UsageError FILE_EXISTS, FILE_MISSING, JSON_INVALID, OPTION_INVALID */
export async function addSource(session: Session, name: string, address: string, options: AddSourceOptions): Promise<void> {
  const {
    mapping,
    places,
    defaults,
    map,
    maxGone,
    allowPrivateAddresses,
    gone,
    returned,
    format,
    language,
    encoding,
    strict,
    keepContacts,
    allowMissing = false,
  } = options;
  const { source, file } = Sources.openNextTo(session.configFile).add({
    name,
    address: checkAddress(address, allowMissing),
    format,
    language,
    encoding,
    mapping: mapping && resolve(mapping),
    places: places && resolve(places),
    strict,
    keepContacts,
    isPrivateAllowed: allowPrivateAddresses,
    defaults: readObject('--defaults', defaults),
    map: readObject('--map', map),
    gone,
    returned,
    maxGonePercent: maxGone,
  });
  await session.print({ ...source, file });
}

/** Returns a web address or the standard input as it is, and the whole path of a file. @throws UsageError FILE_MISSING, OPTION_INVALID */
function checkAddress(address: string, mayBeMissing: boolean): string {
  if (address === '-') return address;
  if (isWebAddress(address)) {
    if (URL.canParse(address)) return address;
    throw new UsageError('OPTION_INVALID', `${address} is not a web address: give one such as https://data.example.org/data.json`);
  }
  const path = resolve(address);
  if (mayBeMissing || existsSync(path)) return path;
  throw new UsageError('FILE_MISSING', `there is no file ${path}: create it first, or add --allow-missing`);
}

/** Reads an object from JSON, or from a file if the text begins with `@`. @throws UsageError JSON_INVALID */
function readObject(option: string, text: string | undefined): object | undefined {
  if (text === undefined) return undefined;
  const value = parseJson(text.startsWith('@') ? readFileSync(text.slice(1), 'utf8') : text);
  if (!isObject(value)) throw new UsageError('JSON_INVALID', `${option} is not a JSON object`);
  return value;
}

/** Prints the registered sources. */
export async function listSources(session: Session): Promise<void> {
  const sources = Sources.openNextTo(session.configFile);
  await session.print(sources.list().map((name) => sources.read(name)));
}
