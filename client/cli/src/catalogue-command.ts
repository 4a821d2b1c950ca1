import type { Command } from 'commander';
import { parseIntegerIn, languageTag, line, parseWord } from './arguments';
import { formatNames } from './catalogue/format-names';
import type { ImportCommandOptions } from './import-file';
import type { Session } from './session';

const notes = `
These defaults apply to every listing, and the summary prints them as "assumed":
  licence unspecified (if the source names none), grade general, personalData none, kind download,
  an offer to use for everybody, charge free
If these defaults do not fit a record, create it with \`databund listing create\`.

A listing keeps the members of its record that have no place in it. Members that name or reach a person (contactPoint,
creator, maintainer, e-mail addresses, telephone numbers ...) are left out, because the ledger never forgets; the summary
counts them as "droppedContacts". Records of DCAT-US whose accessLevel is not public are refused.`;

/** Adds `databund catalogue import FILE`. */
export function addCatalogue(program: Command, session: Session): void {
  program
    .command('catalogue')
    .description('catalogue: import')
    .command('import')
    .argument('<file>', 'data.json, datapackage.json, or a folder of JSON files')
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
    .option('--format <name>', `one of ${formatNames.join(', ')}; default: recognised`, parseWord(formatNames))
    .option('--language <tag>', 'BCP 47 tag of texts that do not name their language', languageTag, 'en')
    .option('--concurrency <n>', 'the number of listings that are imported at the same time', parseIntegerIn(1, 128), 16)
    .option('--new-versions', 'makes a new version of a listing whose content changed at its source')
    .option('--keep-contacts', 'keeps members that name or reach a person')
    .option('--dry-run', 'reads and checks only')
    .addHelpText('after', notes)
    .action(async (file: string, options: ImportCommandOptions) => {
      const { importFile } = await import('./import-file.js');
      await importFile(session, file, options);
    });
}
