import { hashJson, isSameHash, keys, findMissing, findDisclosedPrice, type ListingRecord } from '@databund/model';
import { outcome, writesOf, type Committed, type Examine, type Invariant, type Outcome } from './invariant';

type Typed = ReturnType<typeof writesOf<ListingRecord>>[number];

const keepsItsContent: Examine = (transaction) =>
  writesOf<ListingRecord>(transaction, 'listing-version')
    .filter(({ record, before }) => record.state !== 'DRAFT' || (before !== undefined && before.state !== 'DRAFT'))
    .map(({ key, record, before }) => outcome(key, contentBroken(record, before)));

function contentBroken(record: Typed['record'], before: Typed['before']): string | undefined {
  const hash = hashJson(record.content);
  if (record.state !== 'DRAFT' && !isSameHash(hash, record.contentHash)) return 'the content is not that of its hash';
  const wasFrozen = before !== undefined && before.state !== 'DRAFT';
  return wasFrozen && !isSameHash(hash, hashJson(before.content)) ? 'the content of a submitted version changed' : undefined;
}

const saysWhatItsSectorAsks: Examine = async (transaction, { before: state }) =>
  Promise.all(
    writesOf<ListingRecord>(transaction, 'listing-version')
      .filter(({ record, before }) => before?.state === 'DRAFT' && record.state === 'IN_REVIEW')
      .map(async ({ key, record: { content, change } }) => {
        const preset = content.sector === undefined ? undefined : await state.find(keys.preset(content.sector));
        if (content.sector !== undefined && !preset) return outcome(key, `no sector ${content.sector}`);
        const missing = findMissing(content, change.at, preset?.requires);
        return outcome(key, missing.length > 0 && `lacks ${missing.join(', ')}`);
      }),
  );

/** Whether listings tell what is charged for data that are not public. */
export function pricesTold(transaction: Committed): readonly Outcome[] {
  return writesOf<ListingRecord>(transaction, 'listing-version').map(({ key, record: { content } }) =>
    outcome(key, findDisclosedPrice(content) && 'tells a price of data that are not public'),
  );
}

/** The invariants of listings. */
export const ofListings: readonly Invariant[] = [
  {
    number: 4,
    rule: 'A submitted version’s content never changes; its hash recomputes from the stored bytes',
    begin: () => keepsItsContent,
  },
  { number: 15, rule: 'A listing is submitted with every field that its sector asks for', begin: () => saysWhatItsSectorAsks },
];
