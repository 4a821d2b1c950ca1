import type { Databund, Place } from '@databund/client';
import type { ListingContent } from '@databund/model';
import { importDefaults } from './catalogue/fields';
import { describePlace } from './catalogue/values/place-table';
import { askOptions } from './ask-options';
import { describeFiles, type DescribedFiles } from './describe-files';
import { parsePrice } from './prices';
import type { Session } from './session';
import { UsageError } from './usage-error';
import { runWithLog } from './work-log';

/** The options of `databund publish`. */
export interface PublishOptions {
  readonly title?: string;
  readonly titleZh?: string;
  readonly description?: string;
  readonly language: string;
  readonly publisher?: string;
  readonly licence?: string;
  readonly theme?: readonly string[];
  readonly sector?: string;
  readonly place?: string;
  readonly grade?: string;
  readonly personalData?: string;
  readonly assessment?: string;
  /** The published price, in words. */
  readonly price?: readonly string[];
  readonly priced?: true;
  readonly newVersion?: string;
  readonly draft?: true;
}

type Spatial = ListingContent['spatial'];

/** Creates a listing of files, uploads them, and submits it. @throws UsageError, DatabundError */
export async function publishListing(session: Session, paths: readonly string[], options: PublishOptions): Promise<void> {
  const described = await describeFiles(paths);
  const answers = await askOptions(session, { '--title': options.title ?? options.titleZh, ...readAlwaysAsked(options) });
  const databund = await session.connect();
  const spatial = await describeArea(databund, options, described);
  const publisher = options.publisher ?? readName((await databund.readSelf()).name, options.language);
  const content = makeContent(options, { described, spatial, publisher, answers });
  session.note(`Assumed: ${JSON.stringify(listAssumed(options, content))}`);
  const listing = options.newVersion === undefined ? undefined : await session.resolve(options.newVersion, 'lst');
  const again = 'Nothing is lost. To go on, run the same command again.';
  const published = await runWithLog(session, again, (log) => {
    const onUpload = ({ name }: { readonly name: string }, { id }: { readonly id: string }) => {
      log.finish();
      log.begin(`upload of ${name} for ${id}`);
      session.note(`Uploading ${name}`);
    };
    return databund.publish({ content, files: described.files, listing, isDraft: options.draft, onUpload });
  });
  const { id, version, state } = published;
  await session.print({ id, version, state, files: described.files.map(({ name }) => name), next: describeNext(published) });
}

function readAlwaysAsked({ grade, personalData }: PublishOptions): Readonly<Record<string, string | undefined>> {
  return { '--grade': grade, '--personal-data': personalData };
}

function readName(names: Readonly<Record<string, string>>, language: string): string {
  return names[language] ?? Object.values(names)[0] ?? '';
}

interface Parts {
  readonly described: DescribedFiles;
  readonly spatial: Spatial;
  readonly publisher: string;
  readonly answers: Readonly<Record<string, string>>;
}

function makeContent(options: PublishOptions, { described, spatial, publisher, answers }: Parts): ListingContent {
  const { language, licence = importDefaults.licence, theme, sector, assessment } = options;
  const title = readTitles(options, answers['--title'] ?? '');
  return {
    ...importDefaults,
    offer: { permission: [{ action: 'use' }] },
    title,
    description: { [language]: options.description ?? describeData(Object.values(title)[0] ?? '', described.columns) },
    publisher: { name: { [language]: publisher } },
    licence,
    languages: [language],
    ...(theme && { theme: [...theme] }),
    ...(sector !== undefined && { sector }),
    ...(spatial && { spatial }),
    grade: answers['--grade'] as 'general', // `as`: the option or the question accepted one of the grades.
    personalData: { level: answers['--personal-data'] as 'none', ...(assessment !== undefined && { assessment }) }, // `as`: likewise.
    charge: makeCharge(options),
    distributions: [...described.distributions],
  };
}

function makeCharge({ price, priced }: PublishOptions): NonNullable<ListingContent['charge']> {
  if (price) return { basis: 'priced', listPrice: parsePrice(price) };
  return { basis: priced ? 'priced' : 'free' };
}

function readTitles({ title, titleZh, language }: PublishOptions, answered: string): ListingContent['title'] {
  const own = title ?? (titleZh === undefined ? answered : undefined);
  return { ...(own !== undefined && { [language]: own }), ...(titleZh !== undefined && { 'zh-Hans': titleZh }) };
}

function describeData(title: string, columns: readonly string[]): string {
  return columns.length === 0 ? title : `${title}. Columns: ${columns.join(', ')}.`;
}

/** Returns the place that was named, or else the area of the files. @throws UsageError OPTION_INVALID if the gateway does not know the place */
async function describeArea(databund: Databund, { place }: PublishOptions, { bbox }: DescribedFiles): Promise<Spatial> {
  const found = place === undefined ? undefined : await findPlace(databund, place);
  if (!found && !bbox) return undefined;
  return { crs: 'CRS84', ...(found && describePlace(found)), ...(bbox && { bbox }) };
}

async function findPlace(databund: Databund, text: string): Promise<Place> {
  const [place, other] = await databund.listPlaces(text);
  if (!place) throw new UsageError('OPTION_INVALID', `the gateway knows no place ${JSON.stringify(text)}: see \`GET /v1/places\``);
  if (other) throw new UsageError('OPTION_INVALID', `${JSON.stringify(text)} names ${place.code} and ${other.code}: give the code of one`);
  return place;
}

/** Lists what the person did not say. */
function listAssumed(options: PublishOptions, content: ListingContent): object {
  const { description, publisher, licence, offer, charge } = content;
  return {
    ...(options.description === undefined && { description }),
    ...(options.publisher === undefined && { publisher: publisher?.name }),
    ...(options.licence === undefined && { licence }),
    ...(!options.priced && !options.price && { charge }),
    offer,
  };
}

function describeNext({ id, state }: { readonly id: string; readonly state: string }): string {
  const commands: Readonly<Record<string, string>> = {
    DRAFT: `databund listing submit ${id}`,
    IN_REVIEW: `the operator reviews it: databund listing approve ${id}`,
    NOTICE: 'listed when its notice ends',
  };
  return commands[state] ?? `databund listing get ${id}`;
}
