import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { idOfImport, keys } from '@databund/model';
import { eachOf } from '@databund/client';
import { gather } from '../support/gather';
import { contentWith } from '../support/listings';
import { foundWorld, people, type MemoryWorld } from '../support/memory-world';
import { describeOnShared } from '../support/shared-data';

jest.setTimeout(120_000);

/** One thing that happened to a dataset of a city’s catalogue. */
interface CatalogueEvent {
  readonly action: 'publish' | 'update' | 'withdraw';
  readonly listing: string;
  readonly authored: string;
}

function readEvents(folder: string): readonly CatalogueEvent[] {
  const name = readdirSync(folder).find((each) => each.endsWith('.jsonl') || each.endsWith('.json')) ?? '';
  return readFileSync(join(folder, name), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as CatalogueEvent);
}

/** What an event is on the exchange: the first version or the next one, listed; or a delisting. The event’s date is content. */
async function take(world: MemoryWorld, { action, listing, authored }: CatalogueEvent): Promise<void> {
  const id = idOfImport(people.provider.participantId, 'philly', listing);
  const pointer = await world.find(keys.listing(id));
  if (action === 'withdraw') {
    const version = pointer?.newest ?? 0;
    const revision = await world.revisionOf(keys.listingVersion(id, version));
    await world.perform('DelistListing', { id, version, revision, reason: 'withdrawn at its source' }, people.provider);
    return;
  }
  const content = contentWith(action === 'publish' ? { issued: authored } : { modified: authored });
  const version = (pointer?.newest ?? 0) + 1;
  const draft = pointer
    ? await world.perform('CreateListingVersion', { id, version, content }, people.provider)
    : await world.perform('CreateListing', { id, content }, people.provider);
  const submitted = await world.perform('SubmitListing', { id, version, revision: draft.revision }, people.provider);
  const approved = await world.perform('ApproveListing', { id, version, revision: submitted.revision }, people.operator);
  await world.perform('EndListingNotice', { id, version, revision: approved.revision }, people.operator);
}

describeOnShared('data/events-philly', 'ten years of a city’s catalogue', (folder) => {
  it('are lives of listings: each publication, update and withdrawal is a step that the rules allow', async () => {
    const events = readEvents(folder);
    const world = await foundWorld();
    for (const event of events) await take(world, event);
    expect(events).toHaveLength(4_349);
    const list = (page: object) => world.perform('ListListings', page, people.auditor);
    expect(await gather(eachOf(list, { state: 'LISTED' }))).toHaveLength(468);
  });
});
