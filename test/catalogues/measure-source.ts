import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { runCommandLine } from '@databund/cli';
import { isWarning, listFiles, readCatalogue, type Ready } from '@databund/cli/catalogue';
import { findLost, type ReportedLine } from './find-lost';
import { parseJson } from './leaves';
import { readThings } from './read-source';
import { nameOf, type CatalogueSource } from './sources';

/** The figures of one source. */
export interface SourceFigures {
  readonly name: string;
  readonly format: string;
  readonly records: number;
  readonly listed: number;
  /** Records of which a member is only in the source of the listing, or was cut. */
  readonly warned: number;
  readonly refused: Readonly<Record<string, number>>;
  readonly lostSilently: number;
  readonly seconds: number;
}

/** The figures of a source, with its records and what was lost. */
export interface MeasuredSource {
  readonly figures: SourceFigures;
  readonly ready: readonly Ready[];
  readonly lost: readonly string[];
}

/** Reads a source by the command with a report, and checks by another reading that nothing was lost. */
export async function measureSource(source: CatalogueSource, temporary: string): Promise<MeasuredSource> {
  const startedMs = performance.now();
  const publisher = nameOf(source);
  const report = join(temporary, `${publisher}.ndjson`);
  const words = ['--json', 'catalogue', 'import', source.path, '--dry-run', '--source', publisher, '--report', report];
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  await runCommandLine(words, { out: sink, err: sink, config: join(temporary, 'profiles.json'), isTerminal: false });
  const seconds = Math.round((performance.now() - startedMs) / 100) / 10;
  const lines = readReport(report);
  const { format, ready, rejected } = await readCatalogue(source.path, { publisher });
  const lost = findLost(readThings(listAllFiles(source.path)), ready, lines);
  const refused: Record<string, number> = {};
  for (const { code = 'UNKNOWN' } of rejected) refused[code] = (refused[code] ?? 0) + 1;
  const warned = ready.filter(({ notes }) => notes.some(isWarning)).length;
  const records = ready.length + rejected.length;
  return {
    figures: { name: source.name, format, records, listed: ready.length, warned, refused, lostSilently: lost.length, seconds },
    ready,
    lost,
  };
}

function readReport(path: string): readonly ReportedLine[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8').split('\n').map(parseJson).filter(isLine);
}

function isLine(value: unknown): value is ReportedLine {
  return typeof value === 'object' && value !== null && 'outcome' in value;
}

/** Lists the files that a user gave, by the file system alone. */
function listAllFiles(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(path, name));
  const read = new Set(listFiles(path));
  return names.filter((name) => statSync(name).isFile() && read.has(name));
}
