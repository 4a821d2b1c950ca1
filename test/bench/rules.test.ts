import { allTransactions, hashFounding } from '@databund/model';
import { chaincode } from '../conformance/test-channel';
import { startChaincode } from '../support/chaincode-process';
import { findPortBase } from '../support/free-ports';
import { people } from '../support/memory-world';
import { measureRules, findRangeReaders, requireAll } from './rules/bench-rules';
import type { Operations } from './rules/counted-chaincodes';
import { MeasuredLedger } from './rules/measured-ledger';
import { printRules } from './rules/print-rules';
import { document } from './rules/stories';
import { anyNumber } from '../support/matchers';
import { longTimeoutMs } from '../support/timeouts';

jest.setTimeout(longTimeoutMs);

const submits = allTransactions.filter(({ kind }) => kind === 'submit').map(({ name }) => name);
const each = { gets: 1, puts: 1, indexes: 0, policies: 0, ranges: 0, privates: 0, ms: 1, ratio: 1 };
const number = anyNumber;

describe('benchmark of the rules', () => {
  it('runs every submit on two ledgers, counts its operations on the state, and finds no range read', async () => {
    const measured = await measureRules({ small: 10, large: 50, repeat: 1 });
    expect(Object.keys(measured.transactions)).toEqual(submits);
    const shape = { gets: number, puts: number, indexes: number, policies: number, ranges: 0, privates: number, ms: number, ratio: number };
    for (const transaction of Object.values(measured.transactions)) expect(transaction).toEqual(shape);
    expect(measured).toMatchObject({ small: 10, large: 50, worstRatio: measured.transactions[measured.worst]?.ratio });
    // The listing, its version and the place of its quota.
    expect(measured.transactions['CreateListing']).toMatchObject({ puts: 3, indexes: 1, policies: 1, privates: 3 });
    expect(measured.transactions['SubmitListing']).toMatchObject({ puts: 4, indexes: 0, policies: 5, privates: 1 });
    expect(measured.transactions['PriceTrade']).toMatchObject({ puts: 1, policies: 0, privates: 2 });
  });

  it('counts a range read over all the listings that were put into the state', async () => {
    const address = `127.0.0.1:${String(await findPortBase(25_000))}`;
    const process = startChaincode({ kind: 'databund', founding: hashFounding(document) }, address, `${chaincode}:1.0`);
    const ledger = await MeasuredLedger.begin('small', address);
    const seen: Operations[] = [];
    ledger.note = (_, { operations }) => seen.push(operations);
    await ledger.fillUpTo(7);
    const { items } = await (await ledger.makeWorld({ steps: [] })).perform('ListListings', {}, people.operator);
    await ledger.close();
    await process.end();
    expect(items.map(({ state }) => state)).toEqual(Array(8).fill('LISTED'));
    expect(seen).toMatchObject([{ ranges: 1, puts: 0 }]);
  });

  it('names the submits that read a range, and those that no story runs', () => {
    const transactions = { CreateListing: each, SubmitListing: { ...each, ranges: 1 } };
    expect(findRangeReaders({ transactions, worst: 'CreateListing', worstRatio: 1, small: 1, large: 2 })).toEqual(['SubmitListing']);
    expect(() => requireAll(new Set(submits.filter((name) => name !== 'FundTrade')))).toThrow('No story runs FundTrade');
  });

  it('prints one line per submit', () => {
    const transactions = { CreateListing: each, SubmitListing: each };
    const lines = printRules({ transactions, worst: 'CreateListing', worstRatio: 1, small: 1, large: 2 }).split('\n');
    expect(lines).toHaveLength(5);
    expect(new Set(lines.slice(0, 3).map(({ length }) => length)).size).toBe(1);
  });
});
