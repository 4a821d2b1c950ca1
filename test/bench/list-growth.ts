import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Databund } from '@databund/client';
import { openWallet } from '@databund/gateway';
import { Cursors } from '@databund/gateway/internal/http/cursors';
import { readInbox } from '@databund/gateway/internal/read-model/inbox/read-inbox';
import { listObjects } from '@databund/gateway/internal/read-model/objects/list-objects';
import { ReadModel } from '@databund/gateway/internal/read-model/read-model';
import type { Statement } from '@databund/gateway/internal/read-model/read-store';
import { makeId } from '../support/cast';
import { HttpExchange } from '../support/http-exchange';
import { makeTerms, publish } from '../support/listings';
import { measureP95 } from './p95';

/** The p95 of a filtered list and of an inbox among many authorisations, divided by that among few. */
export interface ListGrowth {
  readonly listGrowth: number;
  readonly inboxGrowth: number;
}

const batch = 1_000;
const requests = 40;
const insertObject = "insert into object (num, noun, id, provider, buyer, parent) values (?, 'authorisation', ?, ?, ?, ?)";
const insertStanding = `insert into object_standing (num, noun, provider, buyer, parent, from_block, state, turns_at, changed_at)
  values (?, 'authorisation', ?, ?, ?, 0, 'ACTIVE', '2999-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')`;

/** Measures what an operator and a buyer see of some requests, while so many authorisations of others run. */
export async function measureLists({
  small,
  large,
  repeat,
}: {
  readonly small: number;
  readonly large: number;
  readonly repeat: number;
}): Promise<ListGrowth> {
  const { model, operator, buyer } = await prepare();
  const parts = { model, cursors: new Cursors(randomBytes(32)) };
  const list = { noun: 'authorisation' as const, filters: { state: ['REQUESTED'] }, members: {}, limit: 20, cursor: undefined };
  const measure = async () => {
    const asked = { moment: undefined, languages: [] };
    const lists = await measureP95(repeat, async () => {
      await listObjects({ ...list, ...asked, caller: operator }, parts);
      await listObjects({ ...list, ...asked, caller: buyer }, parts);
    });
    const inboxes = await measureP95(repeat, async () => {
      await readInbox({ caller: operator, languages: [], noun: undefined }, model);
      await readInbox({ caller: buyer, languages: [], noun: undefined }, model);
    });
    return { lists, inboxes };
  };
  await fill(model, small);
  const few = await measure();
  await fill(model, large - small);
  const many = await measure();
  await model.close();
  const divide = (above: number, below: number) => Math.round((above / below) * 100) / 100;
  return { listGrowth: divide(many.lists, few.lists), inboxGrowth: divide(many.inboxes, few.inboxes) };
}

/** Makes an exchange with some requests, and reads its blocks. */
async function prepare() {
  const http = await HttpExchange.open();
  const { id: listing, version } = await publish(http.exchange);
  for (let made = 0; made < requests; made += 1)
    await http.exchange.members.buyer.call('RequestAuthorisation', { id: makeId('aut'), listing, version, terms: makeTerms() });
  const path = join(mkdtempSync(join(tmpdir(), 'databund-lists-')), 'rows.db');
  const model = await ReadModel.open({ path, chaincode: 'databund' });
  for await (const block of new Databund({ url: http.url, token: http.tokens.auditor }).blocks()) await model.project(block);
  const wallet = openWallet(http.config);
  const identify = (mspId: string, id: string) => model.identify(wallet.find(mspId, id)!);
  const { operator, buyer } = http.exchange.members;
  const callers = { operator: await identify('ExchangeMSP', operator.id), buyer: await identify('BuyerMSP', buyer.id) };
  await http.close();
  return { model, ...callers };
}

/** Adds the rows of so many authorisations of other parties. */
async function fill(model: ReadModel, count: number): Promise<void> {
  for (let made = 0; made < count; made += batch) {
    const [row] = await model.store.query('select max(num) + 1 as next from object');
    const statements = Array.from({ length: batch }, (_, index): readonly Statement[] => {
      const [num, id, provider, buyer] = [Number(row?.['next']) + index, makeId('aut'), makeId('ptc'), makeId('ptc')];
      return [
        { sql: insertObject, values: [num, id, provider, buyer, id] },
        { sql: insertStanding, values: [num, provider, buyer, id] },
      ];
    });
    await model.store.write(statements.flat());
  }
}
