import { KindGuard, Type, type TSchema } from '@sinclair/typebox';
import { filteredNouns, ListedNames } from '@databund/client';
import { byNoun, transactions, type AnyEvaluate } from '@databund/model';
import { bytesStates } from './stored-files';

const FileBytes = Type.Object(
  { name: Type.String(), bytes: Type.Union(bytesStates.map((state) => Type.Literal(state))) },
  { description: 'A file of the listing, and whether its bytes are stored; `unknown` if another gateway holds the store of the provider.' },
);
const files = Type.Array(FileBytes);

const listing = transactions.GetListing.output;
const page = transactions.ListListings.output;
const items = Type.Array(
  Type.Object({ ...page.properties.items.items.properties, files }, { $id: 'ListingStandingWithFiles', additionalProperties: false }),
);

/** The answers of reads to which this gateway adds members, by transaction. Lists from rows have a height and names. */
export const completedOutputs: Readonly<Partial<Record<string, TSchema>>> = {
  ...Object.fromEntries(filteredNouns.map((noun) => completePage(byNoun[noun].list))),
  ListListings: Type.Object(
    { ...page.properties, items, ...Type.Partial(ListedNames).properties },
    { $id: 'ListingPageWithFiles', additionalProperties: false },
  ),
  GetListing: Type.Object({ ...listing.properties, files }, { $id: 'ListingWithFiles', additionalProperties: false }),
};

function completePage({ name, output }: AnyEvaluate): readonly [name: string, output: TSchema] {
  const own = KindGuard.IsObject(output) ? output.properties : {};
  const form = Type.Object({ ...own, ...Type.Partial(ListedNames).properties }, { $id: `${name}Page`, additionalProperties: false });
  return [name, form];
}
