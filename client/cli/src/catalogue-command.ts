import type { Command } from 'commander';
import { parseIntegerIn, languageTag, line, parseWord } from './arguments';
import { formatNames } from './catalogue/format-names';
import type { ImportCommandOptions } from './import-file';
import type { Session } from './session';

const notes = `
Formats are recognised: DCAT-US 1.1 and 3, DCAT-AP 2 and 3 (JSON-LD, Turtle, TriG, RDF/XML), CKAN's API, schema.org, Data Packages,
the AWS registry's YAML, FirstData, and tables (CSV or JSON; --mapping names the columns). Files may be gzip.

These defaults apply to what a source does not say, and the summary counts them by member as "assumptions":
  licence unspecified, grade general, personalData none, kind download, an offer to use for everybody, charge free,
  the title as description, the name of the source as publisher
The summary counts by member what was listed in another form ("changed"), kept only in the listing's source ("raw"), or cut.
--report has it for each record. --strict refuses records with such members.
Members that name or reach a person (contactPoint, creator, maintainer, e-mail addresses, telephone numbers ...) are left out, because
the ledger never forgets; the summary counts them as "droppedContacts". Records that are not public are refused.
If these defaults do not fit a record, create it with \`databund listing create\`.

Exit codes: 0 done, 1 a record was refused, 2 cannot be run as typed, 3 gateway not reached, 4 changed at the source but not taken.`;

/** Adds the options of reading a catalogue. */
export function addReadingOptions(command: Command): Command {
  return command
    .option('--format <name>', `one of ${formatNames.join(', ')}; default: recognised`, parseWord(formatNames))
    .option('--language <tag>', 'BCP 47 tag of texts that do not name their language', languageTag, 'en')
    .option('--mapping <file>', 'JSON from the members of a listing to the columns of a table')
    .option('--places <file>', 'JSON from names of places to "bbox", "adcode" and "name"; nothing else resolves names')
    .option('--strict', 'refuses a record if one of its members cannot be listed as it is')
    .option('--lenient', 'keeps such a member in the source of the listing, with a warning; the default')
    .option('--keep-contacts', 'keeps members that name or reach a person')
    .option('--report <file>', 'writes one line for each record: CSV if the name ends in .csv, else JSON');
}

/** Adds `databund catalogue` with its commands. */
export function addCatalogue(program: Command, session: Session): void {
  const catalogue = program.command('catalogue').description('catalogue: import');
  addReadingOptions(
    catalogue
      .command('import')
      .argument('<file>', 'a catalogue: a file, or a folder of files')
      .description(
        'creates and submits a listing for each record. All records are checked before the first is sent; a second run does only what is left',
      )
      .option('--publish', 'also reviews the listings and ends their notice period, as the operator')
      .option('--publish-profile <name>', "the operator's profile", 'operator')
      .option('--provider <id>', "your participant id; default: the profile's")
      .option(
        '--source <name>',
        "the name of the source, which is part of the listings' ids; default: the file's name, or for data.json and datapackage.json their folder's",
        line,
      )
      .option('--concurrency <n>', 'the number of listings that are imported at the same time', parseIntegerIn(1, 128), 16)
      .option('--new-versions', 'makes a new version of a listing whose content changed at its source')
      .option('--dry-run', 'reads and checks only'),
  )
    .addHelpText('after', notes)
    .action(async (file: string, options: ImportCommandOptions) => {
      const { importFile } = await import('./import-file.js');
      await importFile(session, file, options);
    });
}
