import {
  hashCharge,
  chargeOf,
  isPublic,
  isSameHash,
  keys,
  checkKind,
  checkCeiling,
  publicChargeOf,
  readMandated,
  toCanonicalJson,
  type ClearingRecord,
  type Hash,
  type ListingRecord,
  type PriceRecord,
  type MandatedFacts,
  type Terms,
  type TradeRecord,
} from '@databund/model';
import { outcome, writesOf, type Examine, type Invariant, type Outcome } from './invariant';
import type { LedgerState } from './ledger-state';
import { pricesTold } from './listings';
import { ownedWrites } from './owners';

/** Money moves by the hash that both sides gave, and no price is in the open. */
const movesWhatBothNamed: Examine = async (transaction, { before: state }) => {
  const clearings = await Promise.all(
    writesOf<ClearingRecord>(transaction, 'clearing')
      .filter(({ record }) => record.state !== 'NONE')
      .map(async ({ key, parts, record, before }) => outcome(key, await amountBroken(state, parts[0] ?? '', { record, before }))),
  );
  const prices = writesOf<PriceRecord>(transaction, 'price').map(({ key, record }) =>
    outcome(key, toCanonicalJson(record).includes('amountMinor') && 'tells an amount'),
  );
  const owned = [...(await ownedWrites(transaction, 'price', state)), ...(await ownedWrites(transaction, 'clearing', state))];
  return [...clearings, ...prices, ...owned, ...pricesTold(transaction)];
};

async function amountBroken(
  state: LedgerState,
  id: string,
  { record, before }: { readonly record: ClearingRecord; readonly before: ClearingRecord | undefined },
): Promise<string | undefined> {
  const { amountHash } = record;
  if (record.state !== 'FUNDED')
    return isSame(amountHash, before?.amountHash) ? undefined : 'ends with another amount than it was funded with';
  const named = await hashesNamed(state, id);
  return named.every((hash) => isSameHash(hash, amountHash)) ? undefined : 'funded by another hash than both sides gave';
}

/** What both sides gave, or what the frozen offer says. */
async function hashesNamed(state: LedgerState, id: string): Promise<readonly (Hash | undefined)[]> {
  const trade = await state.find(keys.trade(id));
  if (trade?.charge) return [hashCharge(trade)];
  const [provider, buyer] = [await state.find(keys.price(id, 'provider')), await state.find(keys.price(id, 'buyer'))];
  return [provider?.hash, buyer?.hash];
}

/** The same JSON; or both are nothing. */
function isSame(a: unknown, b: unknown): boolean {
  return toCanonicalJson(a ?? null) === toCanonicalJson(b ?? null);
}

type TradeWrite = ReturnType<typeof writesOf<TradeRecord>>[number];

/** What no write of a trade changes. */
function dealOf({ id, authorisation, kind, legalBasis, charge, buyer, buyerMspId, provider, providerMspId }: TradeRecord): object {
  return { id, authorisation, kind, legalBasis, charge, buyer, buyerMspId, provider, providerMspId };
}

async function tradeBroken(state: LedgerState, { key, record, before }: TradeWrite): Promise<readonly Outcome[]> {
  if (before && !isSame(dealOf(before), dealOf(record))) return [outcome(key, 'is another trade than was ordered')];
  const head = await state.find(keys.authorisation(record.authorisation));
  if (!head) return [outcome(key, 'under no authorisation')];
  const offered = await readMandated(state, head.listing, head.version);
  if (offered.listing.mspId !== record.providerMspId) return [outcome(key, 'names another organisation as its provider’s')];
  const broken = chargeBroken(record, head.terms, offered);
  return broken !== undefined || isPublic(offered.listing.content) ? [outcome(key, broken)] : [];
}

function chargeBroken({ kind, charge }: TradeRecord, terms: Terms, offered: MandatedFacts): string | undefined {
  const { content } = offered.listing;
  if (checkKind(kind, { content, terms })) return `is of a kind that offer and terms do not permit: ${kind}`;
  if (charge && !isPublic(content)) return 'tells what is charged for data that are not public';
  if (!isSame(charge, chargeOf(kind, content))) return 'is not what the offer says';
  return kind === 'sale' && checkCeiling(offered) ? 'is over the ceiling' : undefined;
}

/** Public data are charged what their frozen offer says, never more than the mandate lets: when ordered, and with every step of the trade. */
const staysUnderTheCeiling: Examine = async (transaction, { before: state, after }) => {
  const traded = await Promise.all(writesOf<TradeRecord>(transaction, 'trade').map((write) => tradeBroken(state, write)));
  const approvals = writesOf<ListingRecord>(transaction, 'listing-version').filter(
    ({ before, record }) => before?.state === 'IN_REVIEW' && record.state === 'NOTICE' && publicChargeOf(record.content),
  );
  const approved = await Promise.all(
    approvals.map(async ({ key, record: { id, version } }) =>
      outcome(key, checkCeiling(await readMandated(after, id, version)) && 'is over the ceiling'),
    ),
  );
  return [...traded.flat(), ...approved];
};

const follows: Readonly<Record<string, readonly string[]>> = { NONE: ['FUNDED'], FUNDED: ['SETTLED', 'REFUNDED'] };
/** Where nothing is paid, nothing is funded. */
const followsUnpaid: typeof follows = { NONE: ['SETTLED', 'REFUNDED'] };

/** Money goes one way: funded, then settled or refunded, once. */
const endsOnce: Examine = async (transaction, { before: state }) => {
  const moves = writesOf<ClearingRecord>(transaction, 'clearing').flatMap(({ key, parts, record, before }) =>
    before ? [{ key, trade: parts[0] ?? '', from: before.state, to: record.state }] : [],
  );
  const cancelled = writesOf<TradeRecord>(transaction, 'trade').filter(
    ({ record, before }) => record.state === 'CANCELLED' && before?.state !== 'CANCELLED',
  );
  return [
    ...(await Promise.all(moves.map(async ({ key, ...move }) => outcome(key, await moveBroken(state, move))))),
    ...(await Promise.all(cancelled.map(async ({ key, record: { id } }) => outcome(key, await cancellationBroken(state, id))))),
  ];
};

async function moveBroken(
  state: LedgerState,
  { trade: id, from, to }: { readonly trade: string; readonly from: string; readonly to: string },
): Promise<string | undefined> {
  const trade = await state.find(keys.trade(id));
  const next = (trade?.kind === 'sale' ? follows : followsUnpaid)[from] ?? [];
  if (!next.includes(to)) return `${to} after ${from}`;
  return trade?.state === 'CANCELLED' ? 'of a cancelled trade' : undefined;
}

async function cancellationBroken(state: LedgerState, id: string): Promise<string | undefined> {
  const clearing = await state.find(keys.clearing(id));
  return clearing?.state === 'NONE' ? undefined : `cancelled when ${String(clearing?.state)}`;
}

/** The invariants of money. */
export const ofMoney: readonly Invariant[] = [
  {
    number: 5,
    rule: 'Provider’s price hash = buyer’s = the one funded = the one settled or refunded; no price or secret is in the blocks',
    begin: () => movesWhatBothNamed,
  },
  { number: 6, rule: 'What is charged for public data is the frozen offer’s, and at most the ceiling', begin: () => staysUnderTheCeiling },
  {
    number: 9,
    rule: 'A trade once funded is never cancelled, and ends at most once: settled or refunded',
    begin: () => endsOnce,
  },
];
