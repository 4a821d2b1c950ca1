import type { Context as FabricContext } from 'fabric-contract-api';
import type { ContractClass } from '@databund/chaincode';
import {
  fromStateKey,
  hashTerms,
  transactions,
  type AnySubmit,
  type AuthorisationRecord,
  type Effect,
  type ListingRecord,
  type Put,
  type Recorded,
  type Context,
  type StanceRecord,
  type TransactionName,
} from '@databund/model';
import { TestError } from '../test-error';

/**
 * Breaks the rule that keeps an invariant, by the invariant's number. The declarations are the chaincode's own, so changing them changes
 * it.
 */
export const breaks: Readonly<Record<string, (contracts: readonly ContractClass[]) => void>> = {
  1: () => drop(['OpenDelivery'], 'OUTSIDE_WINDOW', 'LISTING_STOPPED', 'RESOURCE_CANCELLED'),
  2: () => drop(['OpenDelivery'], 'AUTHORISATION_NOT_ACTIVE', 'GRADE_RAISED'), // A revocation also leads to AUTHORISATION_NOT_ACTIVE.
  3: () => giveFirstSlot(),
  4: (contracts) =>
    falsify<ListingRecord>(contracts, 'listing-version', (record) =>
      record.state === 'NOTICE' ? { ...record, content: { ...record.content, title: { en: 'Another title' } } } : record,
    ),
  5: () => drop(['FundTrade'], 'PRICE_MISMATCH'),
  6: () => drop(['ApproveListing', 'OrderTrade'], 'OVER_THE_CEILING'),
  7: () => approveForEveryone(),
  8: () => drop(['RequestAuthorisation', 'ApproveAuthorisation'], 'SELF_DEALING'),
  9: () => drop(['CancelTrade'], 'ACTION_NOT_ALLOWED'),
  10: (contracts) =>
    falsify(contracts, 'price', ({ change, ...record }) => ({ ...record, change: { ...change, revision: change.revision + 1 } })),
  11: (contracts) =>
    falsify(contracts, 'price', ({ change, ...record }) => ({ ...record, change: { ...change, at: '2020-01-01T00:00:00.000Z' } })),
  12: () => drop(['TerminateDelivery', 'SurrenderAuthorisation', 'RejectListing'], 'ACTION_NOT_ALLOWED'),
  14: () => showAll(),
  15: () => drop(['SubmitListing'], 'CONTENT_INCOMPLETE'),
  16: () => drop(['OpenDelivery'], 'GRADE_RAISED'),
};

/** Removes checks from declarations. @throws TestError MISSING_RULE */
function drop(names: readonly TransactionName[], ...codes: readonly string[]): void {
  for (const name of names) {
    for (const code of codes) {
      const { checks } = transactions[name];
      if (!(code in checks)) throw new TestError('MISSING_RULE', `${name} has no check ${code} to remove.`);
      Reflect.deleteProperty(checks, code);
    }
  }
}

/** Shows strangers what they may not see: in answers, and in an event. */
function showAll(): void {
  const request: AnySubmit = transactions.RequestAuthorisation;
  const effect = request.effect.bind(request);
  const tell = (context: Context<unknown, unknown>): Effect => {
    const made = effect(context);
    const [head] = made.puts.map(({ value }) => value);
    return { ...made, events: made.events.map((event) => ({ ...event, id: JSON.stringify(head) })) };
  };
  Object.assign(request, { effect: tell });
  drop(['GetAuthorisation'], 'AUTHORISATION_NOT_FOUND');
  drop(['GetTrade'], 'TRADE_NOT_FOUND');
  drop(['GetDelivery'], 'DELIVERY_NOT_FOUND');
  drop(['GetListing'], 'LISTING_NOT_FOUND');
}

function giveFirstSlot(): void {
  const { OpenDelivery } = transactions;
  const read: typeof OpenDelivery.read = OpenDelivery.read.bind(OpenDelivery);
  const readFirst: typeof read = async (...args) => ({ ...(await read(...args)), probe: { free: 1, tried: 1 } });
  Object.assign(OpenDelivery, { read: readFirst });
}

/** Makes RequestAuthorisation write the stances of all organisations as APPROVED. */
function approveForEveryone(): void {
  const request: AnySubmit = transactions.RequestAuthorisation;
  const effect = request.effect.bind(request);
  const withApprovals = (context: Context<unknown, unknown>): Effect => {
    const made = effect(context);
    const head = made.puts.find(({ key }) => key.type === 'authorisation')?.value as AuthorisationRecord | undefined;
    const { participantId: filledBy } = context.caller;
    const approve = (put: Put): Put => ({
      ...put,
      value: { ...(put.value as StanceRecord), state: 'APPROVED', ...(head && { judged: hashTerms(head) }), filledBy } as never,
    });
    return { ...made, puts: made.puts.map((put) => (put.key.type === 'stance' ? approve(put) : put)) };
  };
  Object.assign(request, { effect: withApprovals });
}

/** Changes every record of a type when it is stored. */
function falsify<T extends object>(
  contracts: readonly ContractClass[],
  type: string,
  change: (record: Recorded<T>) => Recorded<object>,
): void {
  const rewriteRecords = ({ stub }: FabricContext): Promise<void> => {
    const putState = stub.putState.bind(stub);
    stub.putState = (key, value) => putState(key, fromStateKey(key)?.type === type ? rewrite(value, change) : value);
    return Promise.resolve();
  };
  for (const contract of contracts) Object.defineProperty(contract.prototype, 'beforeTransaction', { value: rewriteRecords });
}

function rewrite<T extends object>(value: Uint8Array, change: (record: Recorded<T>) => Recorded<object>): Uint8Array {
  return Buffer.from(JSON.stringify(change(JSON.parse(Buffer.from(value).toString()) as Recorded<T>)));
}
