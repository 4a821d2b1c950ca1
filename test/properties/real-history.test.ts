import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { hashOrigin, keys, makeImportId } from '@databund/model';
import { iteratePages } from '@databund/client';
import { parseJson } from '../support/json';
import { collect } from '../support/values';
import { makeContent } from '../support/listings';
import { foundWorld, people, type MemoryWorld } from '../support/memory-world';
import { describeOnShared } from '../support/shared-data';
import { manyStepsTimeoutMs } from '../support/timeouts';

jest.setTimeout(manyStepsTimeoutMs);

/** One event in the history of a dataset in a city's catalogue. */
const eventForm = Type.Object({
  action: Type.Union([Type.Literal('publish'), Type.Literal('update'), Type.Literal('withdraw')]),
  listing: Type.String(),
  authored: Type.String(),
});
type CatalogueEvent = Static<typeof eventForm>;

function readEvents(folder: string): readonly CatalogueEvent[] {
  const name = readdirSync(folder).find((each) => each.endsWith('.jsonl') || each.endsWith('.json')) ?? '';
  return readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => parseJson(eventForm, line));
}

/** Performs an event on the exchange: lists the first or the next version, or delists. The date of the event is part of the content. */
async function take(world: MemoryWorld, { action, listing, authored }: CatalogueEvent): Promise<void> {
  const origin = hashOrigin('philly', listing);
  const id = makeImportId(people.provider.participantId, 'philly', listing);
  const pointer = await world.find(keys.listing(id));
  if (action === 'withdraw') {
    const version = pointer?.newest ?? 0;
    const revision = await world.readRevision(keys.listingVersion(id, version));
    await world.perform('DelistListing', { id, version, revision, reason: { code: 'outdated' } }, people.provider);
    return;
  }
  const content = makeContent(action === 'publish' ? { issued: authored } : { modified: authored });
  const version = (pointer?.newest ?? 0) + 1;
  const draft = pointer
    ? await world.perform('CreateListingVersion', { id, version, content }, people.provider)
    : await world.perform('CreateListing', { id, origin, content }, people.provider);
  const submitted = await world.perform('SubmitListing', { id, version, revision: draft.revision }, people.provider);
  await world.perform('ApproveListing', { id, version, revision: submitted.revision }, people.operator);
}

describeOnShared('data/events-philly', "ten years of a city's catalogue", (folder) => {
  it('allows every publication, update and withdrawal of real datasets as steps of listings', async () => {
    const events = readEvents(folder);
    const world = await foundWorld();
    for (const event of events) await take(world, event);
    expect(events).toHaveLength(4_349);
    const list = (page: object) => world.perform('ListListings', page, people.auditor);
    expect(await collect(iteratePages(list, { state: 'LISTED' }))).toHaveLength(468);
  });
});
