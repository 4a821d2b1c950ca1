import { keys } from '@databund/model';
import { makeId } from '../support/exchange';
import { makeContent, makePeriodAroundNow, publish, makeTerms } from '../support/listings';
import { PatchedCall } from '../support/patched-call';
import { PatchedExchange, findViolations } from '../support/patched-exchange';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

/** Two organisations satisfy the policy of the heads of authorisations and trades, so what they write there together is valid. */
const colluding = ['ProviderMSP', 'BuyerMSP'];

describe('patched chaincodes at the peers of provider and buyer', () => {
  let patched: PatchedExchange;
  let listing: string;
  beforeAll(async () => {
    patched = await PatchedExchange.open(colluding);
    ({ id: listing } = await publish(patched.exchange, makeContent({ charge: { basis: 'priced' } })));
  });
  afterAll(() => patched.close());

  /** Makes the provider's approval of a request, which also overwrites the head of the request. Both organisations endorse it. */
  async function approveWith(said: Readonly<Record<string, unknown>>) {
    const { id, termsHash } = await patched.request(listing);
    const patch = { key: keys.authorisation(id), set: { state: 'REQUESTED', ...said } };
    const command = { id, termsHash };
    const call = PatchedCall.make(patched.getClient('ProviderMSP'), { name: 'ApproveAuthorisation', command, patch });
    expect(await patched.order(await call.endorseAt(colluding))).toBe('VALID');
    return { id, authorisation: await patched.exchange.members.auditor.call('GetAuthorisation', { id }) };
  }

  it.each([
    ['that it is ACTIVE', { state: 'ACTIVE' }],
    ['that nobody else need approve', { slots: [{ slot: 'provider', mspId: 'ProviderMSP' }] }],
    ['terms of their own', { terms: makeTerms({ count: 99_999 }) }],
  ])('opens no delivery under a forged head that says %s', async (_what, said) => {
    const { id, authorisation } = await approveWith(said);
    expect(['PART_APPROVED', 'REQUESTED']).toContain(authorisation.state);
    const { buyer, operator } = patched.exchange.members;
    expect(await buyer.expectRefusal('OpenDelivery', { id: makeId('dlv'), authorisation: id })).toBe('AUTHORISATION_NOT_ACTIVE');
    expect((await operator.call('RejectAuthorisation', { id, termsHash: authorisation.termsHash })).state).toBe('REJECTED');
  });

  it('opens no delivery under a forged head that names a standing approval which its buyer did not name', async () => {
    const { buyer, operator } = patched.exchange.members;
    const [standing, { until }] = [makeId('sta'), makePeriodAroundNow()];
    await operator.call('GiveStanding', { id: standing, slot: 'operator', free: true, until });
    const { id, authorisation } = await approveWith({ state: 'ACTIVE', standing: { operator: standing } });
    expect([authorisation.state, authorisation.standing]).toEqual(['PART_APPROVED', undefined]); // The buyer never named it.
    expect(await buyer.expectRefusal('OpenDelivery', { id: makeId('dlv'), authorisation: id })).toBe('AUTHORISATION_NOT_ACTIVE');
    expect(await findViolations(await patched.readBlocks(authorisation.change.txId))).toContain(7);
    expect((await operator.call('RejectAuthorisation', { id, termsHash: authorisation.termsHash })).state).toBe('REJECTED');
  });

  it("reports every forged head, because no block contains the approval of the operator's peer", async () => {
    const { id } = await approveWith({ state: 'ACTIVE' });
    const { change } = await patched.exchange.members.auditor.call('GetAuthorisation', { id });
    expect(await findViolations(await patched.readBlocks(change.txId))).toContain(7);
  });
});
