import { UsageError } from '../../usage-error';
import { formatNames } from '../format-names';
import { awsRegistry } from '../formats/aws-registry';
import { ckan } from '../formats/ckan';
import { dcatUs } from '../formats/dcat-us';
import { firstData } from '../formats/first-data';
import { frictionless } from '../formats/frictionless';
import { schemaOrg } from '../formats/schema-org';
import { makeTable, type ColumnMap } from '../formats/table';
import { RecordError } from '../record-error';
import type { JsonFormat } from '../format';
import type { SourceObject } from '../source-object';
import { Outline } from './outline';
import { readTextChunks } from './read-text';
import { canOpenList, splitJson, type CanOpen } from './split-json';

/** The formats that a catalogue may have. */
export interface FormatChoice {
  readonly formats: readonly JsonFormat[];
  /** Reads rows that no format recognises. */
  readonly table: JsonFormat | undefined;
  /** The name of the only format, if the user named one. */
  readonly name: string | undefined;
  /** The encoding of texts, if the user named one. */
  readonly encoding?: string | undefined;
}

/** The first that recognises a document is its format: those with few marks of their own come last. */
const known: readonly JsonFormat[] = [schemaOrg, dcatUs, ckan, frictionless, firstData, awsRegistry];

/** Returns the formats that the user's options allow. @throws UsageError CATALOGUE_UNKNOWN */
export function makeFormatChoice(name: string | undefined, columns: ColumnMap | undefined, encoding?: string): FormatChoice {
  if (name !== undefined && !formatNames.some((each) => each === name)) throw makeFormatError();
  const isTable = name === 'table' || columns !== undefined;
  return {
    name: isTable ? 'table' : name,
    formats: known.filter((each) => name === undefined || each.name === name),
    table: makeTable(columns),
    encoding,
  };
}

/** Returns the error for a catalogue that no format recognises. */
export function makeFormatError(): UsageError {
  return new UsageError('CATALOGUE_UNKNOWN', `no format recognises this catalogue: the formats are ${formatNames.join(', ')}`);
}

/** Returns the format of a row, an element of a list, or a document of YAML. */
export function chooseFormat(value: SourceObject, { formats, name, table }: FormatChoice): JsonFormat | undefined {
  if (name === 'table') return table;
  if (name !== undefined && name !== 'dcat-ap') return formats[0];
  const found = formats.find((each) => each.recognisesRecord(value) || each.recognises(value));
  return found ?? (Object.values(value).every((each) => typeof each === 'string') ? table : undefined);
}

/** Holds what was read of a document, and its format if that is clear before its end. */
interface Head {
  readonly members: SourceObject;
  readonly found?: JsonFormat | 'rdf' | undefined;
  readonly fault?: RecordError;
}

/** Finds the format of a JSON document from its members and the first elements of its lists; `rdf` is JSON-LD, `schema` a JSON Schema. */
export async function findFormatByHead(file: string, choice: FormatChoice): Promise<JsonFormat | 'rdf' | 'schema' | undefined> {
  if (choice.name === 'dcat-ap') return 'rdf';
  if (choice.name === 'table') return choice.table;
  const head = await readFormatHead(file, choice);
  return head.found ?? findByMembers(head, choice);
}

function findByMembers({ members, fault }: Head, { formats }: FormatChoice): JsonFormat | 'rdf' | 'schema' | undefined {
  if (typeof members['$schema'] === 'string' && 'properties' in members) return 'schema';
  const found = formats.find((each) => each.recognises(members));
  if (!found && fault) throw fault;
  return found?.name === 'schema-org' || !isJsonLd(members) ? found : 'rdf';
}

/** Reads a document until its format is clear. A fault behind records is reported when they are read. */
async function readFormatHead(file: string, choice: FormatChoice): Promise<Head> {
  const outline = new Outline();
  const canOpen: CanOpen = (path, container) =>
    choice.formats.some(({ parts }) => parts?.canOpen(path, container)) || canOpenList(path, container);
  try {
    for await (const piece of splitJson(readTextChunks(file, choice.encoding), canOpen)) {
      const added = outline.add(piece);
      if (added && outline.isList) return { members: {}, found: findByElement(added.first, choice) };
      const found = added && findByList(outline.value, piece.path, choice);
      if (found) return { members: {}, found };
    }
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    return { members: outline.value, fault: error };
  }
  return { members: outline.value };
}

/** Finds the format that reads the elements of a list of the document one by one. */
function findByList(members: SourceObject, list: readonly string[], { formats }: FormatChoice): JsonFormat | undefined {
  if (isJsonLd(members)) return undefined;
  const found = formats.find((each) => each.recognises(members));
  return found?.parts?.hasOwnLists === true && found.parts.canOpen(list, 'list') ? found : undefined;
}

function findByElement(value: unknown, { formats }: FormatChoice): JsonFormat | 'rdf' | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const element = Object.fromEntries(Object.entries(value));
  const found = formats.find((each) => each.recognisesRecord(element));
  return found ?? ('@id' in element || '@type' in element ? 'rdf' : undefined);
}

/** Recognises JSON-LD of DCAT: a graph, expanded names, or a context other than those of DCAT-US and schema.org. */
function isJsonLd(document: SourceObject): boolean {
  const { '@context': context } = document;
  if ('@graph' in document || Object.keys(document).some((name) => /^(?:dcat|dct|dcterms):|^https?:\/\/www\.w3\.org\/ns\/dcat#/.test(name)))
    return true;
  return context !== undefined && !/project-open-data|dcat-us|schema\.org/.test(JSON.stringify(context)) && !('dataset' in document);
}
