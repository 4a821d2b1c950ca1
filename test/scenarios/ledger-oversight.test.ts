import { hashBytes } from '@databund/model';
import { Exchange, makeId } from '../support/exchange';
import { makePeriodAroundNow, bytes, makeContent, fund, grant } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

let exchange: Exchange;
beforeAll(async () => {
  exchange = await Exchange.open();
});
afterAll(() => exchange.close());

/** Makes a sale that is funded and authorised. */
async function makeAuthorisedSale(): Promise<{ readonly authorisation: string; readonly trade: string; readonly listing: string }> {
  const { id, listing, revision } = await grant(exchange, makeContent({ charge: { basis: 'priced' } }), { count: 3 });
  const { trade } = await fund(exchange, id);
  await exchange.members.buyer.call('ActivateAuthorisation', { id, revision, trade });
  return { authorisation: id, trade, listing };
}

describe('oversight on the ledger', () => {
  it('ends a disputed trade as the arbiter rules', async () => {
    const { buyer, provider, arbiter, otherArbiter, operator, auditor } = exchange.members;
    const { trade } = await makeAuthorisedSale();
    const id = makeId('dis');
    const opened = await buyer.call('OpenDispute', { id, trade, claim: hashBytes('half the columns are missing') });
    expect((await auditor.call('GetTrade', { id: trade })).state).toBe('DISPUTED');
    const evidence = await provider.call('AddDisputeEvidence', {
      id,
      revision: opened.revision,
      text: hashBytes('the file as it was listed'),
      hash: hashBytes(bytes),
    });
    const ruled = await arbiter.call('RuleDispute', {
      id,
      revision: evidence.revision,
      outcome: 'settle',
      text: hashBytes('the listing says otherwise'),
    });
    expect(await operator.expectRefusal('EnforceDispute', { id, revision: ruled.revision })).toBe('ACTION_NOT_ALLOWED');
    const appealed = await buyer.call('AppealDispute', { id, revision: ruled.revision, reason: { code: 'quality' } });
    const again = { id, revision: appealed.revision, outcome: 'refund' as const, text: hashBytes('it does not') };
    expect(await arbiter.expectRefusal('RuleDispute', again)).toBe('SELF_DEALING');
    const heard = await otherArbiter.call('RuleDispute', again);
    expect(heard.state).toBe('FINAL');
    expect((await operator.call('EnforceDispute', { id, revision: heard.revision })).state).toBe('ENFORCED');
    expect((await auditor.call('GetTrade', { id: trade })).state).toBe('REFUNDED');
  });

  it('stops deliveries when the grade is raised, until every organisation has approved again', async () => {
    const { buyer, provider, operator, authority } = exchange.members;
    const { authorisation, listing } = await makeAuthorisedSale();
    const { contentHash = hashBytes('') } = await authority.call('GetListing', { id: listing, version: 1 });
    await authority.call('ReclassifyListing', { id: listing, version: 1, contentHash, grade: 'important', reason: { code: 'safety' } });
    const open = () => ({ id: makeId('dlv'), authorisation });
    expect(await buyer.expectRefusal('OpenDelivery', open())).toBe('GRADE_RAISED');
    const { termsHash } = await provider.call('GetAuthorisation', { id: authorisation });
    await provider.call('ApproveAuthorisation', { id: authorisation, termsHash });
    await operator.call('ApproveAuthorisation', { id: authorisation, termsHash });
    expect(await buyer.expectRefusal('OpenDelivery', open())).toBe('GRADE_RAISED'); // The grade is important now, so the authority must approve too.
    await authority.call('ApproveAuthorisation', { id: authorisation, termsHash });
    expect((await buyer.call('OpenDelivery', open())).state).toBe('OPENED');
    // Only the authority's peer can endorse a grade.
    const raise = { id: listing, version: 1, contentHash, grade: 'core', reason: { code: 'other' } } as const;
    expect(await authority.commitCode('ReclassifyListing', raise, ['ExchangeMSP', 'ProviderMSP'])).toBe('ENDORSEMENT_POLICY_FAILURE');
  });

  it('grants and revokes a mandate to operate a registered resource', async () => {
    const { provider, otherProvider, authority, operator } = exchange.members;
    const resource = makeId('res');
    const content = { title: { en: 'Register of bridges' }, description: { en: 'Every bridge.' } };
    let { revision } = await provider.call('CreateResource', { id: resource, content });
    ({ revision } = await provider.call('SubmitResource', { id: resource, revision }));
    ({ revision } = await authority.call('GiveResourceNotice', { id: resource, revision }));
    expect((await authority.call('RegisterResource', { id: resource, revision })).state).toBe('REGISTERED');
    const mandate = makeId('man');
    await authority.call('GrantMandate', {
      id: mandate,
      grantee: otherProvider.id,
      resources: [resource],
      scenarios: ['planning'],
      ...makePeriodAroundNow(),
    });
    const listing = makeId('lst');
    const draft = await otherProvider.call('CreateListing', { id: listing, content: makeContent({ resource, mandate }) });
    const submitted = await otherProvider.call('SubmitListing', { id: listing, version: 1, revision: draft.revision });
    await authority.call('RevokeMandate', { id: mandate, revision: 1 });
    expect(await operator.expectRefusal('ApproveListing', { id: listing, version: 1, revision: submitted.revision })).toBe(
      'MANDATE_NOT_ACTIVE',
    );
  });
});
