import fc from 'fast-check';
import { ExchangeError, hashJson as hashOf, keys, listSaid, type AnswerOf, type Key } from '@databund/model';
import { buildWorld, ids, paths, readObjectValues, type Step, steps } from '../support/lifecycles';
import { people, type MemoryWorld, type PersonName } from '../support/memory-world';
import { manyStepsTimeoutMs } from '../support/timeouts';

jest.setTimeout(manyStepsTimeoutMs);

/** Everything that anybody can do to the objects of these worlds with one transaction, and time that passes. */
const { waitHours, setNoticeHours, grantMandate, mandateProvider, supersede, send, sendWindow, enforce, ...plain } = steps;
const moves: Readonly<Record<string, Step>> = {
  ...plain,
  waitAnHour: waitHours(1),
  waitAMonth: waitHours(24 * 31),
  noticeAnHour: setNoticeHours(1),
};
const histories = fc.array(fc.constantFrom(...Object.keys(moves)), { minLength: 5, maxLength: 60 });

/** The objects that an observer sees after each step that was not refused. */
interface Observed {
  readonly move: string;
  readonly authorisation: AnswerOf<'GetAuthorisation'> | undefined;
  readonly trade: AnswerOf<'GetTrade'> | undefined;
}

async function observe(world: MemoryWorld): Promise<Omit<Observed, 'move'>> {
  return {
    authorisation: await ignoreRefusal(() => world.perform('GetAuthorisation', { id: ids.authorisation }, people.auditor)),
    trade: await ignoreRefusal(() => world.perform('GetTrade', { id: ids.trade }, people.auditor)),
  };
}

async function ignoreRefusal<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof ExchangeError) return undefined;
    throw error;
  }
}

/** Follows a history from a LISTED listing; refused steps change nothing. */
async function follow(history: readonly string[]): Promise<{ readonly world: MemoryWorld; readonly observed: readonly Observed[] }> {
  const world = await buildWorld(...paths.listed);
  const observed: Observed[] = [];
  for (const move of history) {
    const before = world.serialize();
    const done = await ignoreRefusal(async () => {
      await moves[move]?.(world);
      return true;
    });
    if (done) observed.push({ move, ...(await observe(world)) });
    else expect(world.serialize()).toBe(before);
  }
  return { world, observed };
}

const checkAlways = (name: string, property: (result: Awaited<ReturnType<typeof follow>>) => Promise<void> | void) =>
  it(name, async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => property(await follow([...usual, ...history]))),
      { numRuns: 40 },
    );
  });

/** Starts random histories with steps that lead to active trades. */
const usual = ['request', 'providerApproves', 'operatorApproves', 'order', 'providerPrices', 'buyerPrices', 'fund', 'activate'];

describe('random histories', () => {
  checkAlways('opens no delivery after a revocation, in random histories', ({ observed }) => {
    const revoked = observed.findIndex(({ authorisation }) => authorisation?.state === 'REVOKED');
    const opened = observed.findLastIndex(({ move }) => move === 'open');
    if (revoked >= 0) expect(opened).toBeLessThan(revoked);
  });

  checkAlways('never leaves a final state, in random histories', ({ observed }) => {
    const finals: Readonly<Record<string, readonly string[]>> = {
      authorisation: ['REVOKED', 'REJECTED', 'WITHDRAWN'],
      trade: ['SETTLED', 'REFUNDED', 'CANCELLED'],
    };
    for (const noun of ['authorisation', 'trade'] as const) {
      const states = observed.map((each) => each[noun]?.state).filter((state) => state !== undefined);
      const first = states.findIndex((state) => finals[noun]?.includes(state));
      if (first >= 0) expect(new Set(states.slice(first)).size).toBe(1);
    }
  });

  checkAlways('never cancels a funded trade or changes its amount, in random histories', ({ observed }) => {
    const trades = observed.map(({ trade }) => trade).filter((trade) => trade !== undefined);
    const funded = trades.findIndex(({ amountHash }) => amountHash !== undefined);
    if (funded < 0) return;
    const after = trades.slice(funded);
    expect(after.every(({ state }) => state !== 'CANCELLED')).toBe(true);
    expect(new Set(after.map(({ amountHash }) => amountHash?.value)).size).toBe(1);
  });

  checkAlways(
    'numbers the revisions of every key from 1, each with the transaction and not before the time of the one before',
    async ({ world }) => {
      const checked: readonly Key[] = [
        keys.listingVersion(ids.listing, 1),
        keys.authorisation(ids.authorisation),
        keys.trade(ids.trade),
        keys.clearing(ids.trade),
        keys.delivery(ids.delivery),
        keys.dispute(ids.dispute),
      ];
      for (const key of checked) {
        const record = await world.find(key);
        const changes = record ? listSaid(record).map(({ change }) => change) : [];
        expect(changes.map(({ revision }) => revision)).toEqual(changes.map((_, index) => index + 1));
        expect(changes.slice(1).map(({ previousTxId }) => previousTxId)).toEqual(changes.slice(0, -1).map(({ txId }) => txId));
        expect(changes.map(({ at }) => at)).toEqual(changes.map(({ at }) => at).toSorted());
      }
    },
  );

  checkAlways('keeps the content of a submitted version equal to its hash', async ({ world }) => {
    const { content, contentHash } = await world.perform('GetListing', { id: ids.listing, version: 1 }, people.auditor);
    expect(contentHash).toEqual(hashOf(content));
  });

  checkAlways('opens no more slots than the count', async ({ world }) => {
    const { slotsUsed = 0, terms } = await world.perform('GetAuthorisation', { id: ids.authorisation }, people.auditor);
    expect(slotsUsed).toBeLessThanOrEqual(terms.count);
  });

  checkAlways('hides objects from strangers as if they were absent', async ({ world }) => {
    await readObjectValues(world);
    const reads = ['GetAuthorisation', 'GetTrade', 'GetDelivery', 'GetDispute'] as const;
    const idOf = { GetAuthorisation: ids.authorisation, GetTrade: ids.trade, GetDelivery: ids.delivery, GetDispute: ids.dispute };
    for (const name of reads) {
      for (const stranger of ['otherProvider', 'otherBuyer'] satisfies PersonName[]) {
        const refusals = await Promise.all(
          [idOf[name], idOf[name].replace(/1$/, '9')].map((id) => readRefusal(() => world.perform(name, { id }, people[stranger]))),
        );
        expect(refusals[0]).toEqual(refusals[1]);
      }
    }
  });
});

async function readRefusal(call: () => Promise<unknown>): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    return error instanceof ExchangeError ? { code: error.code, details: error.details } : error;
  }
}
