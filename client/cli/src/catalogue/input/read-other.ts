import { Readable } from 'node:stream';
import { DocumentFault } from './document-fault';
import { isExact } from './parse-json';
import { readHead, readText, readTextChunks } from './read-text';

interface Row {
  readonly value: unknown;
  readonly line: number;
}

/** Yields the rows of a table, each as an object by the names of the first row. @throws DocumentFault */
export async function* readCsv(file: string, encoding?: string): AsyncGenerator<Row> {
  const { parse } = await import('csv-parse');
  const delimiter = findDelimiter(await readHead(file, encoding));
  const parser = parse({ info: true, bom: true, delimiter, skip_empty_lines: true, relax_column_count: true, max_record_size: 4_194_304 });
  const text = Readable.from(readTextChunks(file, encoding));
  text.on('error', (error) => parser.destroy(error));
  const rows: AsyncIterable<{ readonly record: readonly string[]; readonly info: { readonly lines: number } }> = text.pipe(parser);
  let names: readonly string[] | undefined;
  try {
    for await (const { record, info } of rows) {
      if (names) yield { value: nameCells(names, record), line: info.lines };
      else names = requireDifferent(record);
    }
  } catch (error) {
    if (error instanceof DocumentFault) throw error;
    throw new DocumentFault(`is not CSV: ${error instanceof Error ? error.message : String(error)}`, 1);
  }
}

/** Finds the sign between the cells by the first line, because the others are part of texts. */
function findDelimiter(head: string): string {
  const [line = ''] = head.replaceAll(/"(?:[^"]|"")*"/g, '').split(/\r?\n/);
  const counts = [',', ';', '\t', '|'].map((sign) => ({ sign, count: line.split(sign).length }));
  return counts.reduce((most, each) => (each.count > most.count ? each : most)).sign;
}

function requireDifferent(names: readonly string[]): readonly string[] {
  const trimmed = names.map((name, index) => (name.trim() === '' ? `column ${String(index + 1)}` : name.trim()));
  const repeated = trimmed.find((name, index) => trimmed.indexOf(name) !== index);
  if (repeated !== undefined) throw new DocumentFault(`has the column ${JSON.stringify(repeated)} twice`, 1);
  return trimmed;
}

/** Names the cells of a row. Cells beyond the last column are named by their places. */
function nameCells(names: readonly string[], cells: readonly string[]): object {
  return Object.fromEntries(cells.map((cell, index) => [names[index] ?? `column ${String(index + 1)}`, cell]));
}

/** Yields each document of a YAML file. Names must not repeat, and aliases may multiply a text at most 100 times. @throws DocumentFault */
export async function* readYaml(file: string, encoding?: string): AsyncGenerator<Row> {
  const { parseAllDocuments, LineCounter, visit } = await import('yaml');
  const text = await readText(file, encoding);
  const counter = new LineCounter();
  const parse = (source: string) => [
    ...parseAllDocuments(source, { lineCounter: counter, uniqueKeys: true, version: '1.2', resolveKnownTags: false, logLevel: 'error' }),
  ];
  const strict = parse(text);
  const documents = strict.some(({ errors }) => errors.length > 0) ? parse(padQuotes(text)) : strict;
  for (const document of documents) {
    const [fault] = document.errors;
    if (fault) throw new DocumentFault(`is not YAML: ${fault.message.split('\n')[0] ?? ''}`, fault.linePos?.[0].line ?? 1);
    const line = document.contents?.range ? counter.linePos(document.contents.range[0]).line : 1;
    // A number that a program would change stays as it is written.
    visit(document, {
      Scalar: (_key, node) => {
        if (typeof node.value === 'number' && node.source !== undefined && !isExact(node.source)) node.value = node.source;
      },
    });
    yield { value: toPlain(() => document.toJS({ maxAliasCount: 100 }), line), line };
  }
}

/** Returns the value of a document. @throws DocumentFault if its aliases multiply a text too often, or name nothing */
function toPlain(convert: () => unknown, line: number): unknown {
  try {
    return convert();
  } catch (error) {
    throw new DocumentFault(`is not YAML: ${error instanceof Error ? error.message : String(error)}`, line);
  }
}

/** Indents the lines on which a double-quoted text goes on: many writers leave that out, and only the spaces between words change. */
function padQuotes(text: string): string {
  let isOpen = false;
  const lines = text.split('\n').map((line) => {
    const start = isOpen ? 0 : (/^\s*(?:- )?(?:[^\s"'#][^"':]*: )?"/.exec(line)?.[0].length ?? -1);
    const indented = isOpen && line.trim() !== '' ? `${' '.repeat(40)}${line}` : line;
    if (start >= 0) isOpen = !/^(?:[^"\\]|\\.)*"/.test(line.slice(start));
    return indented;
  });
  return lines.join('\n');
}
