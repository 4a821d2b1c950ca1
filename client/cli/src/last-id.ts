import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { sync as writeFileAtomic } from 'write-file-atomic';
import { isWholeId } from '@databund/client';
import type { IdKind } from '@databund/model';
import { makeFolder } from './local-paths';
import { UsageError } from './usage-error';

/** Keeps the id of an object that a command made or showed, for `@last`. What has no id changes nothing. */
export function keepLastId(configFile: string, value: unknown): void {
  const id = findId(value);
  if (id === undefined) return;
  makeFolder(dirname(configFile));
  writeFileAtomic(nameFile(configFile), `${JSON.stringify({ ...readAll(configFile), [id.slice(0, 3)]: id, last: id })}\n`, { mode: 0o600 });
}

/** Returns the id of the last object, or of the last one of a kind. @throws UsageError REFERENCE_UNKNOWN */
export function readLastId(configFile: string, kind?: IdKind): string {
  const id = readAll(configFile)[kind ?? 'last'];
  if (id !== undefined && isWholeId(id)) return id;
  throw new UsageError(
    'REFERENCE_UNKNOWN',
    `no command has shown ${kind === undefined ? 'an object' : `an object with an id of ${kind}-`} yet: @last is unknown`,
  );
}

function nameFile(configFile: string): string {
  return join(dirname(configFile), 'last.json');
}

function readAll(configFile: string): Readonly<Record<string, string>> {
  const file = nameFile(configFile);
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, string>>; // `as`: an entry that is no id counts as absent.
  } catch {
    return {};
  }
}

function findId(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if ('object' in value) return findId(value.object);
  return 'id' in value && typeof value.id === 'string' && isWholeId(value.id) ? value.id : undefined;
}
