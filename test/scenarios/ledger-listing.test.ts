import { Exchange, makeId } from '../support/exchange';
import { makeContent, publish, makeTerms, setNoticeHours } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());

describe('listing on the ledger', () => {
  it('lists a draft after review and notice, with a number', async () => {
    const { provider, buyer } = exchange.members;
    const { id } = await publish(exchange);
    const listing = await buyer.call('GetListing', { id });
    expect(listing).toMatchObject({ state: 'LISTED', version: 1, provider: provider.id, content: makeContent() });
    expect(listing.listingNumber).toMatch(/^\d{4}-[0-9a-z]{12}$/);
    const { items } = await buyer.call('GetListingHistory', { id });
    expect(items.map(({ action }) => action)).toEqual(['create', 'submit', 'submit', 'submit', 'approve']);
  });

  it('supersedes a version when the next version is listed', async () => {
    const { provider, operator } = exchange.members;
    const { id } = await publish(exchange);
    const draft = await provider.call('CreateListingVersion', { id, version: 2, content: makeContent({ keywords: ['second'] }) });
    const { revision } = await provider.call('SubmitListing', { id, version: 2, revision: draft.revision });
    await operator.call('ApproveListing', { id, version: 2, revision });
    expect((await operator.call('GetListing', { id, version: 1 })).state).toBe('SUPERSEDED');
    expect((await operator.call('GetListing', { id })).version).toBe(2);
  });

  it('holds a listing in notice for its period, and takes an objection', async () => {
    const { provider, operator, buyer, auditor } = exchange.members;
    await setNoticeHours(exchange, 24);
    const version = { id: makeId('lst'), version: 1 };
    const draft = await provider.call('CreateListing', { id: version.id, content: makeContent() });
    const submitted = await provider.call('SubmitListing', { ...version, revision: draft.revision });
    const approved = await operator.call('ApproveListing', { ...version, revision: submitted.revision });
    await setNoticeHours(exchange, 0);
    const endsAt = new Date(Date.parse(approved.approvedAt ?? '') + 24 * 3_600_000).toISOString();
    expect(await buyer.call('GetListing', version)).toMatchObject({ state: 'NOTICE', endsAt, listingNumber: approved.listingNumber });
    const request = { id: makeId('aut'), listing: version.id, version: 1, terms: makeTerms() };
    expect(await buyer.expectRefusal('RequestAuthorisation', request)).toBe('LISTING_NOT_OPEN');
    const { contentHash } = approved;
    if (contentHash) await buyer.call('ObjectToListing', { ...version, contentHash, text: contentHash });
    const { revision } = await auditor.call('GetListing', version);
    const back = await operator.call('UpholdListingObjection', { ...version, revision, objector: buyer.id });
    expect(back).toMatchObject({ state: 'IN_REVIEW' });
    expect((await operator.call('ApproveListing', { ...version, revision: back.revision })).state).toBe('LISTED');
  });

  it('suspends and resumes a listing by the stance of one organisation', async () => {
    const { operator, authority } = exchange.members;
    const { id, version, revision } = await publish(exchange);
    expect((await authority.call('SuspendListing', { id, version, revision })).state).toBe('SUSPENDED');
    expect(await operator.expectRefusal('ResumeListing', { id, version, revision })).toBe('NOT_PERMITTED');
    expect((await authority.call('ResumeListing', { id, version, revision })).state).toBe('LISTED');
  });

  it('accepts a listing that was sent back, edited and submitted again, under the same stances', async () => {
    const { provider, operator } = exchange.members;
    const id = makeId('lst');
    const draft = await provider.call('CreateListing', { id, content: makeContent() });
    let { revision } = await provider.call('SubmitListing', { id, version: 1, revision: draft.revision });
    ({ revision } = await operator.call('RequestListingChanges', { id, version: 1, revision, reason: { code: 'incomplete' } }));
    ({ revision } = await provider.call('EditListing', { id, version: 1, revision, content: makeContent({ keywords: ['more'] }) }));
    ({ revision } = await provider.call('SubmitListing', { id, version: 1, revision }));
    expect((await operator.call('ApproveListing', { id, version: 1, revision })).state).toBe('LISTED');
  });

  it('hides a listing from others before its notice', async () => {
    const { provider, buyer, otherProvider, auditor } = exchange.members;
    const id = makeId('lst');
    await provider.call('CreateListing', { id, content: makeContent() });
    expect(await buyer.expectRefusal('GetListing', { id })).toBe('LISTING_NOT_FOUND');
    expect(await otherProvider.expectRefusal('EditListing', { id, version: 1, revision: 1, content: makeContent() })).toBe(
      'LISTING_NOT_FOUND',
    );
    expect((await auditor.call('GetListing', { id })).state).toBe('DRAFT');
  });

  it('lists public data only after the authority agrees', async () => {
    const { provider, operator, authority } = exchange.members;
    const id = makeId('lst');
    const draft = await provider.call('CreateListing', { id, content: makeContent({ isPublicData: true }) });
    const { revision } = await provider.call('SubmitListing', { id, version: 1, revision: draft.revision });
    expect(await operator.expectRefusal('ApproveListing', { id, version: 1, revision })).toBe('APPROVAL_MISSING');
    await authority.call('AgreeToListing', { id, version: 1, revision });
    expect((await operator.call('ApproveListing', { id, version: 1, revision })).state).toBe('LISTED');
  });

  it('lists listings in pages, each continuing where the last one ended', async () => {
    const { auditor } = exchange.members;
    await Promise.all([publish(exchange), publish(exchange)]);
    const whole = await auditor.call('ListListings', {});
    const paged = [];
    let cursor: string | undefined;
    do {
      const page = await auditor.call('ListListings', { limit: 2, ...(cursor !== undefined && { cursor }) });
      paged.push(...page.items);
      cursor = page.next;
    } while (cursor !== undefined);
    expect(paged).toEqual(whole.items);
    const foreign = Buffer.from('\u0000participant\u0000').toString('base64url');
    expect(await auditor.expectRefusal('ListListings', { cursor: foreign })).toBe('CURSOR_INVALID');
  });
});
