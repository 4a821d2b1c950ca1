import { Type, type Static } from '@sinclair/typebox';

const text = Type.String({ minLength: 1, maxLength: 64 });
/** A date of a query, since which something changed. */
export const DateText = Type.String({
  maxLength: 64,
  description: 'Changed since then: a day, from its beginning in UTC, or an instant, with or without milliseconds.',
});

/** The filters that every list of a gateway has beside those of the ledger. */
export const ListFilters = Type.Object({
  state: Type.Optional(Type.Array(text, { minItems: 1, maxItems: 16, description: 'States; what is in one of them is listed.' })),
  since: Type.Optional(DateText),
  q: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1_000, description: 'Words of the object, of the names of its parties or of its listing.' }),
  ),
});
export type ListFilters = Static<typeof ListFilters>;

/** Members that a filtered list adds to its page: the height at which it was read, and the names and titles behind their ids. */
export const ListedNames = Type.Object({
  height: Type.Integer({ minimum: 0 }),
  names: Type.Record(Type.String(), Type.String()),
});
