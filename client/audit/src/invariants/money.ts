import {
  hashCharge,
  isSameHash,
  keys,
  toCanonicalJson,
  type ClearingRecord,
  type Hash,
  type ListingContent,
  type ListingRecord,
  type PriceRecord,
  type Terms,
  type TradeRecord,
} from '@databund/model';
import { findListAmount, findPublicCharge, isKindPermitted, isOverCeiling, isPublicData } from '../reference/charge';
import {
  checkEach,
  joinOutcomes,
  makeOutcome,
  selectWrites,
  type CheckTransaction,
  type Invariant,
  type Outcome,
  type RecordWrite,
} from './invariant';
import type { LedgerState } from './ledger-state';
import { checkPrices } from './listings';
import { findEndingError } from './endings';
import { checkOwnerWrites } from './owner-writes';

/** Checks that money moves by the hash that both sides gave or of the published price, and that no record contains another price. */
const checkAmounts: CheckTransaction = (transaction, { before: state }) => {
  const moved = selectWrites<ClearingRecord>(transaction, 'clearing').filter(({ record }) => record.state !== 'NONE');
  const prices = selectWrites<PriceRecord>(transaction, 'price').map(({ key, record }) =>
    makeOutcome(key, toCanonicalJson(record).includes('amountMinor') && 'price record contains an amount, only its hash expected'),
  );
  // Nothing may throw beside a promise that nobody awaits yet, so what can throw comes first.
  const disclosed = checkPrices(transaction);
  const charged = selectWrites<TradeRecord>(transaction, 'trade').filter(
    ({ record: { charge, atListPrice } }) => charge !== undefined || atListPrice,
  );
  return joinOutcomes(
    checkEach(moved, async (write) => makeOutcome(write.key, await findAmountError(state, write))),
    checkEach(charged, async ({ key, record }) => makeOutcome(key, await findPublishedError(state, record))),
    prices,
    checkOwnerWrites(transaction, 'price', state),
    checkOwnerWrites(transaction, 'clearing', state),
    disclosed,
  );
};

async function findAmountError(state: LedgerState, { parts, record, before }: RecordWrite<ClearingRecord>): Promise<string | undefined> {
  const { amountHash } = record;
  if (record.state !== 'FUNDED')
    return isSameJson(amountHash, before?.amountHash) ? undefined : describeHashes(amountHash, [before?.amountHash]);
  const expected = await listAmountHashes(state, parts[0] ?? '');
  return expected.every((hash) => isSameHash(hash, amountHash)) ? undefined : describeHashes(amountHash, expected);
}

function describeHashes(found: Hash | undefined, expected: readonly (Hash | undefined)[]): string {
  const name = (hash: Hash | undefined) => hash?.value ?? 'none';
  return `amount has hash ${name(found)}, ${expected.map(name).join(' and ')} expected`;
}

/** Returns why a trade of data that are not public may not have a charge: only one at the list price has, and it is that of the frozen offer. */
async function findPublishedError(state: LedgerState, { authorisation, charge, atListPrice }: TradeRecord): Promise<string | undefined> {
  const head = await state.find(keys.authorisation(authorisation));
  const listing = head && (await state.find(keys.listingVersion(head.listing, head.version)));
  if (!listing || (isPublicData(listing.content) && !atListPrice)) return undefined;
  const expected = atListPrice ? findListAmount(listing.content) : undefined;
  return expected && isSameJson(charge, expected) ? undefined : describeCharges(charge, expected);
}

function describeCharges(found: TradeRecord['charge'], expected: TradeRecord['charge']): string {
  return `charge is ${JSON.stringify(found ?? null)}, ${JSON.stringify(expected ?? null)} expected from the offer`;
}

/** Returns the hashes that both sides gave, or that of the charge, which is compared with the frozen offer where it is written. */
async function listAmountHashes(state: LedgerState, id: string): Promise<readonly (Hash | undefined)[]> {
  const trade = await state.find(keys.trade(id));
  if (trade?.charge) return [hashCharge(trade)];
  const [provider, buyer] = [await state.find(keys.price(id, 'provider')), await state.find(keys.price(id, 'buyer'))];
  return [provider?.hash, buyer?.hash];
}

/** Returns whether both have the same JSON, or both are `undefined`. */
function isSameJson(a: unknown, b: unknown): boolean {
  return toCanonicalJson(a ?? null) === toCanonicalJson(b ?? null);
}

/** Members of a trade that never change after the order. */
const fixedMembers = [
  'id',
  'authorisation',
  'kind',
  'legalBasis',
  'atListPrice',
  'charge',
  'buyer',
  'buyerMspId',
  'provider',
  'providerMspId',
] as const satisfies readonly (keyof TradeRecord)[];

async function checkTrade(state: LedgerState, { key, record, before }: RecordWrite<TradeRecord>): Promise<readonly Outcome[]> {
  const changed = before ? fixedMembers.filter((member) => !isSameJson(before[member], record[member])) : [];
  if (changed.length > 0) return [makeOutcome(key, `${changed.join(', ')} changed after the order`)];
  const authorisation = await state.find(keys.authorisation(record.authorisation));
  if (!authorisation) return [makeOutcome(key, `authorisation ${record.authorisation} does not exist`)];
  const listing = await state.find(keys.listingVersion(authorisation.listing, authorisation.version));
  if (!listing) return [makeOutcome(key, `listing ${authorisation.listing} does not exist`)];
  if (listing.mspId !== record.providerMspId)
    return [makeOutcome(key, `provider's organisation is ${record.providerMspId}, ${listing.mspId} expected from the listing`)];
  const broken = await findChargeError(state, record, { terms: authorisation.terms, content: listing.content });
  return broken !== undefined || isPublicData(listing.content) ? [makeOutcome(key, broken)] : [];
}

interface Sold {
  readonly terms: Terms;
  readonly content: ListingContent;
}

async function findChargeError(state: LedgerState, { kind, charge }: TradeRecord, { terms, content }: Sold): Promise<string | undefined> {
  if (!isKindPermitted(kind, content, terms)) return `kind ${kind} is not permitted by offer and terms`;
  if (!isPublicData(content)) return undefined;
  const expected = kind === 'sale' ? findPublicCharge(content) : undefined;
  if (!isSameJson(charge, expected)) return describeCharges(charge, expected);
  return kind === 'sale' ? findCeilingError(state, content) : undefined;
}

async function findCeilingError(state: LedgerState, content: ListingContent): Promise<string | undefined> {
  const mandate = content.mandate === undefined ? undefined : await state.find(keys.mandate(content.mandate));
  return isOverCeiling(content, mandate) ? `charge is over the mandate's ceiling` : undefined;
}

/** Checks that public data costs what its frozen offer says and never more than the mandate's ceiling, with every write of the trade. */
const checkCharges: CheckTransaction = (transaction, { before: state, after }) => {
  const trades = selectWrites<TradeRecord>(transaction, 'trade');
  const approvals = selectWrites<ListingRecord>(transaction, 'listing-version').filter(
    ({ before, record }) => before?.state === 'IN_REVIEW' && record.state === 'NOTICE' && findPublicCharge(record.content),
  );
  return joinOutcomes(
    ...trades.map((write) => checkTrade(state, write)),
    checkEach(approvals, async ({ key, record: { content } }) => makeOutcome(key, await findCeilingError(after, content))),
  );
};

type Successors = Readonly<Record<string, readonly string[]>>;
const paidSuccessors: Successors = { NONE: ['FUNDED'], FUNDED: ['SETTLED', 'REFUNDED'] };
/** Without a payment nothing is funded. */
const unpaidSuccessors: Successors = { NONE: ['SETTLED', 'REFUNDED'] };

/** Checks that money goes one way: funded, then settled or refunded, once. */
const checkClearing: CheckTransaction = (transaction, { before: state }) => {
  const moves = selectWrites<ClearingRecord>(transaction, 'clearing').filter(({ before }) => before);
  const cancelled = selectWrites<TradeRecord>(transaction, 'trade').filter(
    ({ record, before }) => record.state === 'CANCELLED' && before?.state !== 'CANCELLED',
  );
  return joinOutcomes(
    checkEach(moves, async (write) => makeOutcome(write.key, await findMoveError(state, write))),
    checkEach(cancelled, async ({ key, record: { id } }) => makeOutcome(key, await findCancellationError(state, id))),
  );
};

async function findMoveError(state: LedgerState, { parts, record, before }: RecordWrite<ClearingRecord>): Promise<string | undefined> {
  const trade = await state.find(keys.trade(parts[0] ?? ''));
  const from = before?.state ?? 'NONE';
  const expected = (trade?.kind === 'sale' ? paidSuccessors : unpaidSuccessors)[from] ?? ['no further state'];
  if (!expected.includes(record.state)) return `${record.state} after ${from}, ${expected.join(' or ')} expected`;
  return trade && (trade.state === 'CANCELLED' ? `${record.state}, but the trade is CANCELLED` : findEndingError(state, trade, record));
}

async function findCancellationError(state: LedgerState, id: string): Promise<string | undefined> {
  const clearing = await state.find(keys.clearing(id));
  return clearing?.state === 'NONE' ? undefined : `CANCELLED while its clearing is ${String(clearing?.state)}, NONE expected`;
}

/** Amounts, charges and clearing: invariants 5, 6 and 9. */
export const moneyInvariants: readonly Invariant[] = [
  {
    number: 5,
    name: 'one price, published or private',
    rule: "No price that its provider has not published: the provider's price hash = the buyer's = the one funded = the one settled or refunded, or all is the list price; no block contains another price or a secret",
    begin: () => checkAmounts,
  },
  { number: 6, name: 'ceiling', rule: 'Public data costs what its frozen offer says, and at most the ceiling', begin: () => checkCharges },
  {
    number: 9,
    name: 'money ends once',
    rule: 'A funded trade is never cancelled, and ends at most once: settled or refunded; after something was served only by agreement, acceptance, ruling, or for a replacement that never was',
    begin: () => checkClearing,
  },
];
