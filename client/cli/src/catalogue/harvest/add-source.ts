import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Session } from '../../session';
import { UsageError } from '../../usage-error';
import { isObject } from '../fields';
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
}

/** Registers a source under a name, and prints its file, which can be edited. @throws UsageError FILE_EXISTS, JSON_INVALID */
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
  } = options;
  const { source, file } = Sources.openNextTo(session.configFile).add({
    name,
    address: address === '-' || /^https?:\/\//i.test(address) ? address : resolve(address),
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
