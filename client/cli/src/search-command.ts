import { Option, type Command } from 'commander';
import { collectValues } from './arguments';
import { parseDate } from './date-option';
import type { SearchRequest } from '@databund/client';
import type { Session } from './session';

type Named = Exclude<keyof SearchRequest, 'q'>;

/** The options by the members of a search, written here because loading the client takes longer than a help text should. */
const options: Readonly<Record<Named, readonly [flags: string, description: string, isRepeated?: true]>> = {
  theme: ['--theme <name>', 'a theme; may be repeated, as may the others that name one of several', true],
  sector: ['--sector <name>', 'a sector', true],
  grade: ['--grade <grade>', 'general, important or core', true],
  licence: ['--licence <licence>', 'a licence, as listings name it', true],
  language: ['--language <tag>', 'a language of the data', true],
  publisher: ['--publisher <name>', 'a publisher', true],
  provider: ['--provider <id>', 'a provider', true],
  state: ['--state <state>', 'a state; without it all but DELISTED and SUPERSEDED', true],
  kind: ['--kind <kind>', 'download, api, feed or compute', true],
  charge: ['--charge <basis>', 'free or priced', true],
  format: ['--format <type>', 'a media type of a file', true],
  place: ['--place <place>', 'the code or the name of a place: what lies in it', true],
  authoritative: ['--authoritative <yes>', 'true: what the authority designated; false: the others'],
  minBytes: ['--min-bytes <count>', 'files of at least so many bytes together'],
  maxBytes: ['--max-bytes <count>', 'files of at most so many bytes together'],
  since: ['--since <date>', 'changed since a date such as 2026-01-31 or "30 days ago"'],
  within: ['--within <box>', 'the area lies in west,south,east,north, in degrees'],
  overlapping: ['--overlapping <box>', 'the area overlaps west,south,east,north'],
  sort: ['--sort <order>', 'newest (the default), relevance or title'],
  facets: ['--facets <name>', 'counts the values of a facet, such as theme or state', true],
  lang: ['--lang <tag>', 'the language of titles'],
  limit: ['--limit <count>', 'hits for each page, at most 200'],
  cursor: ['--cursor <cursor>', '`next` of the page before'],
  at: ['--at <block or date>', 'as it was after a block, or at a date'],
  consistent: ['--consistent <block>', 'waits until the gateway has read the block'],
};

/** The members that are dates. */
const dated: readonly string[] = ['since', 'at'];

/** Adds `databund search`. */
export function addSearch(program: Command, session: Session): void {
  const command = program
    .command('search')
    .argument('[words...]', 'words in any script; qual* is a beginning, and \'"air quality"\' is a phrase')
    .description('finds listings by words and filters')
    .option('--all', 'all pages, as one list');
  for (const [name, [flags, description, isRepeated]] of Object.entries(options)) {
    const option = new Option(flags, description);
    if (isRepeated) option.argParser(collectValues);
    if (dated.includes(name)) option.argParser(parseDate(session, { option: `--${name}`, hasBlocks: name === 'at' }));
    command.addOption(option);
  }
  command.action(async (words: readonly string[], { all, ...given }: Record<string, unknown>) => {
    const client = await session.connect();
    const query = { ...(words.length > 0 && { q: words.join(' ') }), ...given };
    if (all !== true) return session.print(await client.search(query));
    const hits: unknown[] = [];
    for await (const hit of client.findAll(query)) hits.push(hit);
    return session.print(hits);
  });
}
