import { collectTexts, type Leaf } from './leaves';

/** A line of the report of an import, as far as it is read here. */
export interface ReportedLine {
  readonly outcome: string;
  readonly identifier: string;
  readonly file: string;
  readonly notes?: readonly { readonly kind: string; readonly path: string; readonly value?: unknown }[] | undefined;
  readonly reason?: string | undefined;
}

/** A record of a source as the checker reads it, without the importers. */
export interface SourceThing {
  /** The texts by which the record can be known: its identifier, its file or its address. */
  readonly names: readonly string[];
  readonly leaves: readonly Leaf[];
}

/** A listing with the identifier of its record. */
export interface ListedThing {
  readonly identifier: string;
  readonly content: object;
}

/** The texts of a listing and of the report on a record. */
interface Account {
  readonly texts: Set<string>;
  /** The paths of members that were left out, kept by hash, or lost credentials, without places of lists. */
  readonly paths: string[];
  isRefused: boolean;
}

/** Lists the leaves of a source that are neither in a listing, nor in its `source`, nor in the report. */
export function findLost(
  things: readonly SourceThing[],
  listed: readonly ListedThing[],
  report: readonly ReportedLine[],
): readonly string[] {
  const accounts = makeAccounts(listed, report);
  const outside = accounts.get('');
  return things.flatMap(({ names, leaves }) => {
    const found = names.flatMap((name) => accounts.get(name.normalize('NFC').trim()) ?? []);
    if (found.some(({ isRefused }) => isRefused)) return [];
    const all = outside ? [...found, outside] : found;
    return leaves
      .filter((leaf) => !all.some((account) => isAccounted(leaf, account)))
      .map(({ path, text }) => `${names.join(' ')} ${path}: ${text.slice(0, 80)}`);
  });
}

function makeAccounts(listed: readonly ListedThing[], report: readonly ReportedLine[]): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>([['', { texts: new Set(), paths: [], isRefused: false }]]);
  const open = (name: string) => {
    const account = accounts.get(name) ?? { texts: new Set(), paths: [], isRefused: false };
    accounts.set(name, account);
    return account;
  };
  for (const { identifier, content } of listed) {
    const { texts } = open(identifier);
    texts.add(identifier);
    collectTexts(content, texts);
  }
  const taken = new Set(report.filter(({ outcome }) => outcome === 'ready').map(({ file }) => file));
  for (const line of report) {
    if (line.outcome === 'refused') refuse(line, taken, open);
    addNotes(line, open(line.identifier));
  }
  return accounts;
}

/** A refusal without an identifier is one of the whole document, unless others of its records were taken. */
function refuse({ identifier, file }: ReportedLine, taken: ReadonlySet<string>, open: (name: string) => Account): void {
  if (identifier !== '') open(identifier).isRefused = true;
  else if (!taken.has(file)) open(file.split('/').at(-1) ?? file).isRefused = true;
}

function addNotes({ notes = [] }: ReportedLine, { texts, paths }: Account): void {
  for (const { kind, path, value } of notes) {
    collectTexts(value, texts);
    if (kind === 'outside') texts.add(path);
    if (kind === 'contact' || kind === 'hashed' || kind === 'credentials') paths.push(withoutPlaces(path));
  }
}

function isAccounted({ path, text }: Leaf, { texts, paths }: Account): boolean {
  const plain = withoutPlaces(path);
  return texts.has(text) || paths.some((each) => plain === each || plain.startsWith(`${each}.`));
}

function withoutPlaces(path: string): string {
  return path.replaceAll(/(?:^|\.)\d+(?=\.|$)/g, '').replace(/^\./, '');
}
