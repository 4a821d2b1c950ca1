import { Type, type TSchema } from '@sinclair/typebox';
import { transactions } from '@databund/model';
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

/** The answers of reads to which this gateway adds members, by transaction. */
export const completedOutputs: Readonly<Partial<Record<string, TSchema>>> = {
  GetListing: Type.Object({ ...listing.properties, files }, { $id: 'ListingWithFiles', additionalProperties: false }),
  ListListings: Type.Object({ ...page.properties, items }, { $id: 'ListingPageWithFiles', additionalProperties: false }),
};
