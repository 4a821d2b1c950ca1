import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Databund } from '@databund/client';
import { openWallet } from '@databund/gateway';
import { Cursors } from '@databund/gateway/internal/http/cursors';
import { readTimeline } from '@databund/gateway/internal/read-model/history/timeline';
import { toKeyBytes } from '@databund/gateway/internal/read-model/key-bytes';
import { ReadModel } from '@databund/gateway/internal/read-model/read-model';
import { hashBytes, keys, toStateKey } from '@databund/model';
import { makeId } from '../support/cast';
import { HttpExchange } from '../support/http-exchange';
import { fund, grant, makeContent } from '../support/listings';
import { measureP95 } from './p95';

const batch = 1_000;

/** The p95 of a page of a trade's history among many listings, divided by that among few. */
export async function measureHistory({
  small,
  large,
  repeat,
}: {
  readonly small: number;
  readonly large: number;
  readonly repeat: number;
}): Promise<{ readonly historyGrowth: number }> {
  const http = await HttpExchange.open();
  const { id, revision } = await grant(http.exchange, makeContent({ charge: { basis: 'priced' } }));
  const { trade } = await fund(http.exchange, id);
  await http.exchange.members.buyer.call('ActivateAuthorisation', { id, revision, trade });
  const model = await projectAll(http);
  const caller = await model.identify(openWallet(http.config).find('BuyerMSP', http.exchange.members.buyer.id)!);
  await http.close();
  const parts = { model, cursors: new Cursors(randomBytes(32)) };
  const measure = () => measureP95(repeat, () => readTimeline({ kind: 'trade', id: trade }, { caller, languages: [] }, parts));
  await fill(model, small);
  const few = await measure();
  await fill(model, large - small);
  const many = await measure();
  await model.close();
  return { historyGrowth: Math.round((many / few) * 100) / 100 };
}

async function projectAll({ url, tokens }: HttpExchange): Promise<ReadModel> {
  const path = join(mkdtempSync(join(tmpdir(), 'databund-history-')), 'rows.db');
  const model = await ReadModel.open({ path, chaincode: 'databund' });
  for await (const block of new Databund({ url, token: tokens.auditor }).blocks()) await model.project(block);
  return model;
}

const insertVersion = 'insert into version (key, from_block, position, value) values (?, ?, ?, ?)';
const insertAnchor = 'insert into anchor (name, from_block, position, hash) values (?, ?, ?, ?)';
const insertTrace = `insert into trace (subject, block, position, kind, id, version, part, reason) values (?, ?, ?, 'listing', ?, 1, '', '')`;
const insertStep = `insert into tx (block, position, id, flag, type, time, msp, actor, function, endorsers, event)
  select block, ?, ?, flag, type, time, msp, actor, function, endorsers, event from tx where block = ? limit 1`;

/** Adds the rows of so many listings that the history does not concern. */
async function fill(model: ReadModel, count: number): Promise<void> {
  const block = model.height - 1;
  const value = Buffer.from(JSON.stringify(makeContent()));
  for (let made = 0; made < count; made += batch) {
    const [row] = await model.store.query('select max(position) + 1 as next from tx where block = ?', block);
    const listings = Array.from({ length: batch }, (_, index) => ({ id: makeId('lst'), position: Number(row?.['next']) + index }));
    await model.store.write(
      listings.flatMap(({ id, position }) => {
        const stateKey = toStateKey(keys.listingVersion(id, 1));
        const hash = hashBytes(stateKey).value;
        return [
          { sql: insertStep, values: [position, hash, block] },
          { sql: insertVersion, values: [toKeyBytes(stateKey), block, position, value] },
          { sql: insertAnchor, values: [`_implicit_org_ProviderMSP ${hash}`, block, position, hash] },
          ...[id, `${id}@1`].map((subject) => ({ sql: insertTrace, values: [subject, block, position, id] })),
        ];
      }),
    );
  }
}
