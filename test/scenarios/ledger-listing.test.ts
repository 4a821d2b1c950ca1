import { Exchange, newId } from '../support/exchange';
import { contentWith, publish } from '../support/listings';

jest.setTimeout(60_000);

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());

describe('a listing on the ledger', () => {
  it('goes from draft through review and notice to being listed, with a number', async () => {
    const { provider, buyer } = exchange.members;
    const { id } = await publish(exchange);
    const listing = await buyer.call('GetListing', { id });
    expect(listing).toMatchObject({ state: 'LISTED', version: 1, provider: provider.id, content: contentWith() });
    expect(listing.listingNumber).toMatch(/^\d{4}-[0-9a-z]{12}$/);
    const history = await buyer.call('GetListingHistory', { id });
    expect(history.map(({ action }) => action)).toEqual(['create', 'submit', 'submit', 'submit', 'approve', 'endNotice']);
  });

  it('is superseded when its next version is listed', async () => {
    const { provider, operator } = exchange.members;
    const { id } = await publish(exchange);
    const draft = await provider.call('CreateListingVersion', { id, version: 2, content: contentWith({ keywords: ['second'] }) });
    let { revision } = await provider.call('SubmitListing', { id, version: 2, revision: draft.revision });
    ({ revision } = await operator.call('ApproveListing', { id, version: 2, revision }));
    await operator.call('EndListingNotice', { id, version: 2, revision });
    expect((await operator.call('GetListing', { id, version: 1 })).state).toBe('SUPERSEDED');
    expect((await operator.call('GetListing', { id })).version).toBe(2);
  });

  it('is suspended and resumed by the stance of one organisation alone', async () => {
    const { operator, authority } = exchange.members;
    const { id, version, revision } = await publish(exchange);
    expect((await authority.call('SuspendListing', { id, version, revision })).state).toBe('SUSPENDED');
    expect(await operator.refusal('ResumeListing', { id, version, revision })).toBe('NOT_PERMITTED');
    expect((await authority.call('ResumeListing', { id, version, revision })).state).toBe('LISTED');
  });

  it('may be sent back, edited and submitted again under the same stances', async () => {
    const { provider, operator } = exchange.members;
    const id = newId('lst');
    const draft = await provider.call('CreateListing', { id, content: contentWith() });
    let { revision } = await provider.call('SubmitListing', { id, version: 1, revision: draft.revision });
    ({ revision } = await operator.call('RequestListingChanges', { id, version: 1, revision, reason: 'say more' }));
    ({ revision } = await provider.call('EditListing', { id, version: 1, revision, content: contentWith({ keywords: ['more'] }) }));
    ({ revision } = await provider.call('SubmitListing', { id, version: 1, revision }));
    expect((await operator.call('ApproveListing', { id, version: 1, revision })).state).toBe('NOTICE');
  });

  it('looks absent to others before its notice', async () => {
    const { provider, buyer, otherProvider, auditor } = exchange.members;
    const id = newId('lst');
    await provider.call('CreateListing', { id, content: contentWith() });
    expect(await buyer.refusal('GetListing', { id })).toBe('LISTING_NOT_FOUND');
    expect(await otherProvider.refusal('EditListing', { id, version: 1, revision: 1, content: contentWith() })).toBe('LISTING_NOT_FOUND');
    expect((await auditor.call('GetListing', { id })).state).toBe('DRAFT');
  });

  it('waits for the authority where its data is public', async () => {
    const { provider, operator, authority } = exchange.members;
    const id = newId('lst');
    const draft = await provider.call('CreateListing', { id, content: contentWith({ isPublicData: true }) });
    const { revision } = await provider.call('SubmitListing', { id, version: 1, revision: draft.revision });
    expect(await operator.refusal('ApproveListing', { id, version: 1, revision })).toBe('APPROVAL_MISSING');
    await authority.call('AgreeToListing', { id, version: 1, revision });
    expect((await operator.call('ApproveListing', { id, version: 1, revision })).state).toBe('NOTICE');
  });

  it('is listed page by page, each page going on where the last ended', async () => {
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
    expect(await auditor.refusal('ListListings', { cursor: foreign })).toBe('CURSOR_INVALID');
  });
});
