import { pickText } from './data-json';
import type { Listed } from './dcat-node';

const columns = [
  'identifier',
  'source_identifier',
  'title',
  'description',
  'publisher',
  'licence',
  'keywords',
  'theme',
  'landing_page',
  'issued',
  'modified',
  'languages',
  'grade',
  'kind',
  'url',
] as const;

/** The first line of the CSV of a catalogue. */
export const csvHead = `${columns.join(',')}\r\n`;

/** Writes a listing as a row of CSV (RFC 4180). Lists are apart by semicolons. */
export function writeCsvRow({ id, content }: Listed, base: string): string {
  const { title, description = title, publisher, distributions = [] } = content;
  const urls = distributions.map((part) => (part.kind === 'linked' ? part.url : `${base}/v1/listings/${id}`));
  const cells: Readonly<Record<(typeof columns)[number], string | undefined>> = {
    identifier: id,
    source_identifier: content.identifier,
    title: pickText(title),
    description: pickText(description),
    publisher: publisher && pickText(publisher.name),
    licence: content.licence,
    keywords: content.keywords?.join('; '),
    theme: content.theme?.join('; '),
    landing_page: content.landingPage,
    issued: content.issued,
    modified: content.modified,
    languages: content.languages?.join('; '),
    grade: content.grade,
    kind: content.kind,
    url: urls.join('; '),
  };
  return `${columns.map((name) => formatCell(cells[name] ?? '')).join(',')}\r\n`;
}

/** Quotes a cell. A text that a spreadsheet would run as a formula begins with an apostrophe. */
function formatCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
