import type { Command } from 'commander';
import { parseEncoding, parseIntegerIn, languageTag, line, parseWord } from './arguments';
import { formatNames } from './catalogue/format-names';
import type { AddSourceOptions } from './catalogue/harvest/add-source';
import type { HarvestOptions, SyncOptions } from './catalogue/harvest/run-source';
import type { ExportOptions } from './export-catalogue';
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
the ledger never forgets, and [e-mail] stands for a mailbox in a text that is listed; the summary counts both as "droppedContacts".
Credentials in addresses are removed. Records that are not public are refused.
If these defaults do not fit a record, create it with \`databund listing create\`.

Exit codes: 0 done, 1 a record was refused, 2 cannot be run as typed, 3 gateway not reached, 4 changed at the source but not taken.`;

/** Adds the options of reading a catalogue. */
export function addReadingOptions(command: Command): Command {
  return command
    .option('--format <name>', `one of ${formatNames.join(', ')}; default: recognised`, parseWord(formatNames))
    .option('--language <tag>', 'BCP 47 tag of texts that do not name their language', languageTag, 'en')
    .option('--encoding <name>', 'the encoding of texts, such as gbk; default: UTF-8, or what the file declares', parseEncoding)
    .option('--mapping <file>', 'JSON from the members of a listing to the columns of a table')
    .option('--places <file>', 'a table of places (docs/import.md), which alone gives names codes and areas; default: that of the gateway')
    .option('--strict', 'refuses a record if one of its members cannot be listed as it is')
    .option('--lenient', 'keeps such a member in the source of the listing, with a warning; the default')
    .option('--keep-contacts', 'keeps members that name or reach a person')
    .option('--report <file>', 'writes one line for each record: CSV if the name ends in .csv, else JSON');
}

/** Adds `databund catalogue` with its commands. */
export function addCatalogue(program: Command, session: Session): void {
  const catalogue = program.command('catalogue').description('catalogue: import, source, plan, sync, export');
  addSources(catalogue, session);
  addHarvest(catalogue, session);
  addExport(catalogue, session);
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
        "the name of the source, which is part of the listings' ids; default: the file's name, or its folder's for data.json, catalog.json and such",
        line,
      )
      .option(
        '--concurrency <n>',
        'the largest number of listings that are imported at the same time; fewer while the exchange answers slowly',
        parseIntegerIn(1, 128),
        16,
      )
      .option('--new-versions', 'makes a new version of a listing whose content changed at its source')
      .option('--dry-run', 'reads and checks only'),
  )
    .addHelpText('after', notes)
    .action(async (file: string, options: ImportCommandOptions) => {
      const { importFile } = await import('./import-file.js');
      await importFile(session, file, options);
    });
}

function addSources(catalogue: Command, session: Session): void {
  const source = catalogue.command('source').description('catalogue source: add, list');
  source
    .command('add')
    .argument('<name>', 'the name, which is part of the ids of the listings and never changes')
    .argument('<address>', 'a web address, a file, a folder, or - for the standard input')
    .description('registers a source of records, which plan and sync then read')
    .option('--format <name>', `one of ${formatNames.join(', ')}; default: recognised`, parseWord(formatNames))
    .option('--language <tag>', 'BCP 47 tag of texts that do not name their language', languageTag)
    .option('--encoding <name>', 'the encoding of texts, such as gbk; default: UTF-8, or what the file declares', parseEncoding)
    .option('--mapping <file>', 'JSON from the members of a listing to the columns of a table')
    .option('--places <file>', 'a table of places (docs/import.md); default: that of the gateway')
    .option('--defaults <json>', 'members of listings that the source does not say, as JSON or @file')
    .option('--map <json>', 'values of licence, publisher, theme and grade that replace others, as JSON or @file')
    .option('--gone <rule>', 'what happens to listings whose record is gone: report or delist', parseWord(['report', 'delist']), 'report')
    .option(
      '--returned <rule>',
      'what happens to delisted or rejected listings whose record is there: relist or report',
      parseWord(['relist', 'report']),
      'relist',
    )
    .option('--max-gone <percent>', 'the share of listings that one run may delist', parseIntegerIn(0, 100), 50)
    .option('--strict', 'refuses a record if one of its members cannot be listed as it is')
    .option('--keep-contacts', 'keeps members that name or reach a person')
    .option('--allow-private-addresses', 'permits addresses of this machine and of private networks')
    .option('--allow-missing', 'registers a file or folder that is not there yet')
    .action(async (name: string, address: string, options: AddSourceOptions) => {
      const { addSource } = await import('./catalogue/harvest/add-source.js');
      await addSource(session, name, address, options);
    });
  source
    .command('list')
    .description('lists the registered sources')
    .action(async () => {
      const { listSources } = await import('./catalogue/harvest/add-source.js');
      await listSources(session);
    });
}

function addHarvest(catalogue: Command, session: Session): void {
  const report = ['--report <file>', 'writes one line for each record: CSV if the name ends in .csv, else JSON'] as const;
  const provider = ['--provider <id>', "your participant id; default: the profile's"] as const;
  catalogue
    .command('plan')
    .argument('<source>', 'the name of a registered source')
    .description('shows what a sync would create, change member by member, delist and list again. Exit code 4 if that is anything')
    .option(...provider)
    .option(...report)
    .action(async (name: string, options: HarvestOptions) => {
      const { planOne } = await import('./catalogue/harvest/run-source.js');
      await planOne(session, name, options);
    });
  catalogue
    .command('sync')
    .argument('<source>', 'the name of a registered source')
    .description('makes the listings of a source what the source says. A second run changes nothing; an interrupted one is continued')
    .option('--publish', 'also reviews the listings and ends their notice period, as the operator')
    .option('--publish-profile <name>', "the operator's profile", 'operator')
    .option(...provider)
    .option(
      '--concurrency <n>',
      'the largest number of listings that are sent at the same time; fewer while the exchange answers slowly',
      parseIntegerIn(1, 128),
      16,
    )
    .option(...report)
    .action(async (name: string, options: SyncOptions) => {
      const { applySource } = await import('./catalogue/harvest/run-source.js');
      await applySource(session, name, options);
    });
}

function addExport(catalogue: Command, session: Session): void {
  catalogue
    .command('export')
    .argument('[file]', 'the file that is written; default: the standard output')
    .description('writes the listings that you may see, for a data portal')
    .option(
      '--format <name>',
      'jsonld or turtle (DCAT-AP 3), data-json (DCAT-US 1.1), or csv',
      parseWord(['jsonld', 'turtle', 'data-json', 'csv']),
      'jsonld',
    )
    .option('--modified-since <time>', 'only listings that changed since a time in UTC')
    .action(async (file: string | undefined, options: ExportOptions) => {
      const { exportCatalogue } = await import('./export-catalogue.js');
      await exportCatalogue(session, file, options);
    });
}
