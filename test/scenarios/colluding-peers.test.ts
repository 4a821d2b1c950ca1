import { keys } from '@databund/model';
import { newId } from '../support/exchange';
import { contentWith, publish, termsWith } from '../support/listings';
import { PatchedCall } from '../support/patched-call';
import { PatchedExchange, brokenIn } from '../support/patched-exchange';

jest.setTimeout(120_000);

/** Two organisations satisfy the policy of an authorisation’s head and of a trade’s: what they write there together counts as written. */
const colluding = ['ProviderMSP', 'BuyerMSP'];

describe('chaincodes patched at the peers of provider and buyer', () => {
  let patched: PatchedExchange;
  let listing: string;
  beforeAll(async () => {
    patched = await PatchedExchange.open(colluding);
    ({ id: listing } = await publish(patched.exchange, contentWith({ charge: { basis: 'priced' } })));
  });
  afterAll(() => patched.close());

  /** The provider’s approval of a request, and with it another write of the request’s head, endorsed by the two. */
  async function approvedWith(said: Readonly<Record<string, unknown>>) {
    const { id, termsHash } = await patched.request(listing);
    const patch = { key: keys.authorisation(id), set: { state: 'REQUESTED', ...said } };
    const command = { id, termsHash };
    const call = PatchedCall.of(patched.clientAt('ProviderMSP'), { name: 'ApproveAuthorisation', command, patch });
    expect(await patched.flagOf(await call.endorsedAt(colluding))).toBe('VALID');
    return { id, authorisation: await patched.exchange.members.auditor.call('GetAuthorisation', { id }) };
  }

  it.each([
    ['that it is ACTIVE', { state: 'ACTIVE' }],
    ['that nobody else need approve', { slots: [{ slot: 'provider', mspId: 'ProviderMSP' }] }],
    ['terms of their own', { terms: termsWith({ count: 99_999 }) }],
  ])('write a head that says %s, and open no delivery upon it', async (_what, said) => {
    const { id, authorisation } = await approvedWith(said);
    expect(['PART_APPROVED', 'REQUESTED']).toContain(authorisation.state);
    const { buyer, operator } = patched.exchange.members;
    expect(await buyer.refusal('OpenDelivery', { id: newId('dlv'), authorisation: id })).toBe('AUTHORISATION_NOT_ACTIVE');
    expect((await operator.call('RejectAuthorisation', { id, termsHash: authorisation.termsHash })).state).toBe('REJECTED');
  });

  it('are found out by the auditor, who reads from the blocks that the operator’s peer never approved', async () => {
    const { id } = await approvedWith({ state: 'ACTIVE' });
    const { change } = await patched.exchange.members.auditor.call('GetAuthorisation', { id });
    expect(await brokenIn(await patched.blocksUntil(change.txId))).toContain(7);
  });
});
