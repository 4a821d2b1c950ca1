import type { Command } from 'commander';
import { collectValues, languageTag, parseWord } from './arguments';
import type { PublishOptions } from './publish-listing';
import type { Session } from './session';

const notes = `
What you do not say is assumed, and printed: the title as description, yourself as publisher, licence "unspecified", and an offer that
lets everybody use the data. Files are described by their type, size and hash; the columns of a table go into the description, and the
area of a GeoJSON file into the listing. Grade and personal data are always asked for.

Run the same command again if it broke off: it continues. An operator then reviews the listing.

Example:
  databund publish readings.csv --title "Air quality" --title-zh 空气质量 --grade general --personal-data none
  databund publish readings.csv --title "Air quality" --grade general --personal-data none --price 42.00 CNY`;

/** Adds `databund publish`. */
export function addPublish(program: Command, session: Session): void {
  program
    .command('publish')
    .argument('<file...>', 'the files of the dataset')
    .description('creates a listing of files, uploads them, and submits it for review')
    .option('--title <text>', 'the title')
    .option('--title-zh <text>', 'the title in Chinese')
    .option('--description <text>', 'the description; default: the title, and the columns of tables')
    .option('--language <tag>', 'the language of title, description and data', languageTag, 'en')
    .option('--publisher <name>', 'the publisher; default: your name')
    .option('--licence <licence>', 'the licence; default: unspecified')
    .option('--theme <name>', 'a theme; may be repeated', collectValues)
    .option('--sector <name>', 'the sector, as `databund exchange list-sector-presets` names it')
    .option('--place <place>', 'the place that the data are about, by a code or name of `GET /v1/places`')
    .option('--grade <grade>', 'general, important or core (asked for)', parseWord(['general', 'important', 'core']))
    .option('--personal-data <level>', 'none, personal or sensitive (asked for)', parseWord(['none', 'personal', 'sensitive']))
    .option('--assessment <reference>', 'the assessment of personal data')
    .option('--price <price...>', 'the published price: an amount at which everybody can buy, such as 42.00 CNY, or a range, 40-60 CNY')
    .option('--priced', 'the data have a price that is not published, and agreed with each buyer; default: they are free')
    .option('--new-version <listing>', 'makes the next version of this listing')
    .option('--draft', 'stops before the submission')
    .addHelpText('after', notes)
    .action(async (files: readonly string[], options: PublishOptions) => {
      const { publishListing } = await import('./publish-listing.js');
      await publishListing(session, files, options);
    });
}
