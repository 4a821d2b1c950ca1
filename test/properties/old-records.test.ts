import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Change, errorsIn, keys, schemaVersion, transactions, upgraded, type Recorded, type TransactionName } from '@databund/model';
import { readJson } from '../support/json';
import { ids } from '../support/lifecycles';
import { MemoryWorld, people } from '../support/memory-world';

const folder = join(__dirname, '..', '..', 'chaincode', 'model', 'src', 'golden');
const versions = Array.from({ length: schemaVersion - 1 }, (_, index) => index + 1);

const recordsForm = Type.Record(Type.String(), Type.Object({ state: Type.String(), schema: Type.Number(), change: Change }));

/** Reads records of a founded exchange with a disputed trade, as code of an older schema wrote them. */
function readRecords(version: number): Readonly<Record<string, Recorded<object>>> {
  return readJson(recordsForm, join(folder, `records-v${String(version)}.json`));
}

/** The kinds of records in each schema. */
const kinds: Readonly<Record<number, readonly string[]>> = {
  1: [
    'attestation',
    'authorisation',
    'clearing',
    'delivery',
    'dispute',
    'exchange',
    'exchange-proposal',
    'grade',
    'listing',
    'listing-version',
    'mandate',
    'objection',
    'organisation',
    'participant',
    'preset',
    'price',
    'resource',
    'slot',
    'stance',
    'trade',
  ],
};

const reads: readonly [TransactionName, object][] = [
  ['GetExchange', {}],
  ['GetProposal', {}],
  ['ListPresets', {}],
  ['GetParticipant', { id: people.operator.participantId }],
  ['GetResource', { id: ids.resource }],
  ['GetMandate', { id: ids.mandate }],
  ['GetListing', { id: ids.listing, version: 1 }],
  ['GetAttestation', { id: ids.listing, version: 1 }],
  ['ListObjections', { id: ids.listing, version: 1 }],
  ['GetAuthorisation', { id: ids.authorisation }],
  ['GetTrade', { id: ids.trade }],
  ['GetDelivery', { id: ids.delivery }],
  ['GetDispute', { id: ids.dispute }],
];

describe.each(versions)('records of schema %d', (version) => {
  const records = readRecords(version);

  it.each(reads)('reads old records in the present schema with %s', async (name, command) => {
    const answer = await MemoryWorld.of(records).perform(name, command, people.auditor);
    expect(errorsIn(transactions[name].output, answer)).toEqual([]);
  });

  it('keeps the stances of an old authorisation, which name the hash that its terms had then', async () => {
    const { state, stances } = await MemoryWorld.of(records).perform('GetAuthorisation', { id: ids.authorisation }, people.auditor);
    expect([state, ...stances.map((stance) => stance.state)]).toEqual(['ACTIVE', 'APPROVED', 'APPROVED']);
  });

  it('has an old record of each kind', () => {
    expect(MemoryWorld.of(records).keyTypes()).toEqual(kinds[version]);
    for (const [key, record] of Object.entries(records)) {
      expect([key, record.schema]).toEqual([key, version]);
      expect(upgraded(key.split('\u0000')[1] ?? '', record).schema).toBe(schemaVersion);
    }
  });

  it('writes an old record in the present schema with its next change', async () => {
    const world = MemoryWorld.of(records);
    const { revision } = await world.perform('GetDispute', { id: ids.dispute }, people.buyer);
    await world.perform('WithdrawDispute', { id: ids.dispute, revision }, people.buyer);
    expect(await world.find(keys.dispute(ids.dispute))).toMatchObject({ schema: schemaVersion, change: { revision: revision + 1 } });
  });
});
