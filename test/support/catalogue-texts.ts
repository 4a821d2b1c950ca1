import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Parser } from 'n3';
import { parseDocument } from 'yaml';

/** Title and description of a record of a real catalogue, by language. */
export interface CatalogueText {
  readonly title: Readonly<Record<string, string>>;
  readonly description: Readonly<Record<string, string>>;
}

type Members = Readonly<Record<string, unknown>>;

/** Reads titles and texts of the shared catalogues in the simplest way, apart from the importers. */
export function readCatalogueTexts(data: string): readonly CatalogueText[] {
  const philly = JSON.parse(readFileSync(join(data, 'dcatus-philly', 'dcatus_philly.json'), 'utf8')) as {
    readonly dataset: readonly Members[];
  };
  const found = [
    ...philly.dataset.map(({ title, description }) => makeText('en', title, description)),
    ...listFiles(join(data, 'aws-odr'), '.yaml').map((file) => readYaml(file)),
    ...listFiles(join(data, 'zh-en-firstdata'), '.json').map((file) => readBilingual(file)),
    ...listFiles(join(data, 'dcatap-belgium'), '.trig').flatMap((file) => readRdf(file)),
  ];
  return found.filter(({ title }) => Object.values(title).some((text) => text.trim() !== ''));
}

function listFiles(folder: string, end: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  return names.filter((name) => name.endsWith(end) && !name.startsWith('_')).map((name) => join(folder, name));
}

function makeText(language: string, title: unknown, description: unknown): CatalogueText {
  return { title: toTexts({ [language]: title }), description: toTexts({ [language]: description }) };
}

function toTexts(value: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries((value ?? {}) as Members).filter(([, text]) => typeof text === 'string' && text.trim() !== '');
  return Object.fromEntries(entries) as Readonly<Record<string, string>>;
}

function readYaml(file: string): CatalogueText {
  const { Name, Description } = (parseDocument(readFileSync(file, 'utf8')).toJS() ?? {}) as Members; // One file has an open quotation mark.
  return makeText('en', Name, Description);
}

function readBilingual(file: string): CatalogueText {
  const { name, description } = JSON.parse(readFileSync(file, 'utf8')) as Members;
  return { title: toTexts(name), description: toTexts(description) };
}

const terms = 'http://purl.org/dc/terms/';

function readRdf(file: string): readonly CatalogueText[] {
  const quads = new Parser({ format: 'application/trig', baseIRI: 'https://catalogue.example/' }).parse(readFileSync(file, 'utf8'));
  const isDataset = new Set(quads.filter(({ object }) => object.value.endsWith('dcat#Dataset')).map(({ subject }) => subject.value));
  const collect = (id: string, name: string) =>
    quads.filter(({ subject, predicate }) => subject.value === id && predicate.value === terms + name).map(({ object }) => object);
  const collectTexts = (id: string, name: string) =>
    toTexts(
      Object.fromEntries(
        collect(id, name).map((literal) => ['language' in literal && literal.language !== '' ? literal.language : 'en', literal.value]),
      ),
    );
  return [...isDataset].map((id) => ({ title: collectTexts(id, 'title'), description: collectTexts(id, 'description') }));
}
