import { hashJson, isSameHash, keys, findDisclosedPrice, type ListingRecord } from '@databund/model';
import { listMissing } from '../reference/required-fields';
import {
  checkEach,
  makeOutcome,
  selectWrites,
  type CheckTransaction,
  type CommittedTransaction,
  type Invariant,
  type Outcome,
  type RecordWrite,
} from './invariant';

const checkContent: CheckTransaction = (transaction) =>
  selectWrites<ListingRecord>(transaction, 'listing-version')
    .filter(({ record, before }) => record.state !== 'DRAFT' || (before !== undefined && before.state !== 'DRAFT'))
    .map((write) => makeOutcome(write.key, findContentError(write)));

function findContentError({ record, before }: RecordWrite<ListingRecord>): string | undefined {
  const hash = hashJson(record.content);
  if (record.state !== 'DRAFT' && !isSameHash(hash, record.contentHash))
    return `content has hash ${hash.value}, ${String(record.contentHash?.value)} expected`;
  const isFrozen = before !== undefined && before.state !== 'DRAFT';
  return isFrozen && !isSameHash(hash, hashJson(before.content)) ? 'content changed after it was submitted' : undefined;
}

const checkRequiredFields: CheckTransaction = (transaction, { before: state }) =>
  checkEach(
    selectWrites<ListingRecord>(transaction, 'listing-version').filter(
      ({ record, before }) => before?.state === 'DRAFT' && record.state === 'IN_REVIEW',
    ),
    async ({ key, record: { content, change } }) => {
      const preset = content.sector === undefined ? undefined : await state.find(keys.preset(content.sector));
      if (content.sector !== undefined && !preset) return makeOutcome(key, `sector ${content.sector} does not exist`);
      const missing = listMissing(content, change.at, preset?.requires);
      return makeOutcome(key, missing.length > 0 && `required fields are missing: ${missing.join(', ')}`);
    },
  );

/** Checks that listings of data that is not public do not contain the charge of public data. */
export function checkPrices(transaction: CommittedTransaction): readonly Outcome[] {
  return selectWrites<ListingRecord>(transaction, 'listing-version').map(({ key, record: { content } }) =>
    makeOutcome(key, findDisclosedPrice(content) && 'content has a price, but the data is not public'),
  );
}

/** Frozen content and required fields: invariants 4 and 15. */
export const listingInvariants: readonly Invariant[] = [
  {
    number: 4,
    name: 'frozen content',
    rule: 'Content of a submitted version never changes, and has the hash that is recorded',
    begin: () => checkContent,
  },
  {
    number: 15,
    name: 'sector presets',
    rule: 'A listing is submitted with every field that its sector requires',
    begin: () => checkRequiredFields,
  },
];
