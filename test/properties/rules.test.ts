import { hashBytes, evidencePerParty, readAuthorisation, transactions, type Actor, type ListingContent } from '@databund/model';
import { buildWorld, grantMandateTo, ids, mandateTerms, paths, readObjectValues, type Step, steps } from '../support/lifecycles';
import { makeContent } from '../support/listings';
import { people, type Person } from '../support/memory-world';

const version = { id: ids.listing, version: 1 };
const { listed } = paths;
const { active } = paths;
const disputed = [...active, steps.openDispute];
const { registered } = paths;
const mandated = [...registered, steps.grantMandate];

describe('listing of personal data', () => {
  it("gives notice of personal data only with an assessor's favourable opinion of that content", async () => {
    const world = await buildWorld();
    const content = makeContent({ personalData: { level: 'personal', assessment: 'PIA-1' } });
    await world.perform('CreateListing', { id: ids.listing, content }, people.provider);
    await steps.submit(world);
    await expect(steps.approve(world)).rejects.toMatchObject({ code: 'APPROVAL_MISSING', details: { missing: ['assessor'] } });
    const { contentHash } = await readObjectValues(world);
    const attest = (opinion: 'favourable' | 'unfavourable') =>
      world.perform('AttestListing', { ...version, contentHash, opinion, text: 'read' }, people.assessor);
    await attest('unfavourable');
    await expect(steps.approve(world)).rejects.toMatchObject({ code: 'APPROVAL_MISSING' });
    await attest('favourable');
    await expect(steps.approve(world)).resolves.toMatchObject({ state: 'LISTED' });
  });

  it.each(['personal', 'sensitive'] as const)('reviews personal data only with a reference to its assessment: %s', async (level) => {
    const submit = (assessed: { assessment?: string }): Promise<unknown> => {
      const content = makeContent({ personalData: { level, ...assessed } });
      return buildWorld((world) => world.perform('CreateListing', { id: ids.listing, content }, people.provider), steps.submit);
    };
    await expect(submit({ assessment: 'PIA-1' })).resolves.toBeDefined();
    await expect(submit({})).rejects.toMatchObject({ code: 'CONTENT_INCOMPLETE', details: { missing: ['personalData.assessment'] } });
  });
});

describe('sector of a listing', () => {
  const submitIn = async (sector: string | undefined, more: object = {}) => {
    const world = await buildWorld();
    const content = makeContent({ ...(sector !== undefined && { sector }), ...more });
    await world.perform('CreateListing', { id: ids.listing, content }, people.provider);
    return { world, submit: () => steps.submit(world) };
  };

  it("requires the members of the sector's preset, and refuses an unknown sector", async () => {
    await expect((await submitIn('autonomous-driving')).submit()).rejects.toMatchObject({
      code: 'CONTENT_INCOMPLETE',
      details: { missing: ['spatial', 'temporal'] },
    });
    const complete = { spatial: { crs: 'EPSG:4326', adcode: '310115' }, temporal: { from: '2026-01-01' } };
    await expect((await submitIn('autonomous-driving', complete)).submit()).resolves.toMatchObject({ state: 'IN_REVIEW' });
    await expect((await submitIn('alchemy')).submit()).rejects.toMatchObject({ code: 'SECTOR_UNKNOWN' });
  });

  it('refuses content in which a member that the sector requires is empty', async () => {
    const requires = ['distributions', 'keywords', 'rights', 'temporal', 'spatial'] as const;
    const empty = { distributions: [], keywords: [], rights: {}, temporal: {}, spatial: { crs: 'CRS84' } };
    const { world, submit } = await submitIn('alchemy', empty);
    await world.perform('SetPreset', { sector: 'alchemy', title: { en: 'Alchemy' }, requires: [...requires] }, people.operator);
    await expect(submit()).rejects.toMatchObject({ code: 'CONTENT_INCOMPLETE', details: { missing: requires } });
  });

  it('refuses content with a right that has expired', async () => {
    const makeRight = (expiry: string) => ({ holder: 'Hospital', basis: 'by law', expiry });
    const [past, future] = [makeRight('2026-01-01T00:00:00.000Z'), makeRight('2027-01-01T00:00:00.000Z')];
    for (const sector of ['data-elements', undefined]) {
      const submit = async (rights: object) => (await submitIn(sector, { rights })).submit();
      await expect(submit({ hold: past, process: future, operate: past })).rejects.toMatchObject({
        code: 'CONTENT_INCOMPLETE',
        details: { missing: ['rights.hold', 'rights.operate'] },
      });
      await expect(submit({ hold: future })).resolves.toMatchObject({ state: 'IN_REVIEW' });
    }
  });

  it('lets the operator add a sector', async () => {
    const { world, submit } = await submitIn('alchemy');
    const preset = { sector: 'alchemy', title: { en: 'Alchemy' }, requires: ['lineage' as const] };
    await expect(world.perform('SetPreset', preset, people.provider)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await world.perform('SetPreset', preset, people.operator);
    await expect(submit()).rejects.toMatchObject({ code: 'CONTENT_INCOMPLETE', details: { missing: ['lineage'] } });
    await expect(world.perform('SetPreset', preset, people.operator)).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
    expect((await world.perform('ListPresets', {}, people.buyer)).items).toHaveLength(11);
  });
});

describe('raised grade', () => {
  it('stops deliveries after a raised grade until every organisation has approved again', async () => {
    const world = await buildWorld(...active, steps.reclassify);
    const findRefusal = () => steps.open(world).catch((refusal: unknown) => refusal);
    expect(await findRefusal()).toMatchObject({ code: 'GRADE_RAISED', details: { waitsFor: ['provider', 'operator', 'authority'] } });
    await steps.providerApproves(world);
    await steps.operatorApproves(world);
    await expect(steps.operatorApproves(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED' });
    expect(await findRefusal()).toMatchObject({ code: 'GRADE_RAISED', details: { waitsFor: ['authority'] } });
    await steps.authorityApproves(world);
    expect(await findRefusal()).toMatchObject({ state: 'OPENED' });
  });

  it('makes the authority an approver after a raised grade', async () => {
    const about = { id: ids.authorisation, termsHash: (await (await buildWorld(...active)).readTermsHash(ids.authorisation))! };
    const tryAction = (name: 'SuspendAuthorisation' | 'RevokeAuthorisation', ...more: readonly Step[]) =>
      buildWorld(...active, ...more).then((world) => world.perform(name, about, people.authority));
    await expect(tryAction('RevokeAuthorisation')).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(tryAction('RevokeAuthorisation', steps.reclassify)).resolves.toMatchObject({ state: 'REVOKED' });
    await expect(tryAction('SuspendAuthorisation', steps.reclassify)).resolves.toMatchObject({ state: 'SUSPENDED' });
  });

  it('grants nothing after a raised grade that the authority has not approved', async () => {
    const world = await buildWorld(...listed, steps.request, ...paths.granting, steps.order, steps.reclassify);
    await expect(steps.activate(world)).rejects.toMatchObject({ code: 'ACTION_NOT_ALLOWED', details: { state: 'PART_APPROVED' } });
    await expect(steps.authorityApproves(world)).resolves.toMatchObject({ state: 'GRANTED' });
  });

  it('keeps approvals of other terms pending after a raised grade', async () => {
    const world = await buildWorld(...listed, steps.request, steps.providerApproves, steps.offer, steps.accept, steps.reclassify);
    await expect(steps.providerApproves(world)).resolves.toMatchObject({ state: 'PART_APPROVED' });
    await expect(steps.operatorApproves(world)).resolves.toMatchObject({ state: 'PART_APPROVED' });
    await expect(steps.authorityApproves(world)).resolves.toMatchObject({ state: 'GRANTED' });
  });

  it('keeps core data in review', async () => {
    const world = await buildWorld(steps.create, steps.submit, steps.classifyCore);
    await expect(steps.approve(world)).rejects.toMatchObject({ code: 'CORE_DATA' });
  });
});

describe('enforced ruling', () => {
  const stateOf = async (...done: readonly Step[]) =>
    (await (await buildWorld(...done)).perform('GetTrade', { id: ids.trade }, people.buyer)).state;

  it('settles, refunds or resumes the trade as the enforced ruling says', async () => {
    expect(await stateOf(...disputed, steps.ruleSettle, steps.enforce)).toBe('SETTLED');
    expect(await stateOf(...disputed, steps.ruleRefund, steps.enforce)).toBe('REFUNDED');
    expect(await stateOf(...disputed, steps.ruleSettle, steps.appeal, steps.ruleAgain, steps.enforce)).toBe('AUTHORISED');
  });

  it('stops deliveries to a buyer that an enforced ruling refunded', async () => {
    await expect(buildWorld(...disputed, steps.ruleSettle, steps.enforce, steps.open)).resolves.toBeDefined();
    await expect(buildWorld(...disputed, steps.ruleRefund, steps.enforce, steps.open)).rejects.toMatchObject({
      code: 'AUTHORISATION_NOT_ACTIVE',
      details: { state: 'ACTIVE', trade: 'REFUNDED' },
    });
    const begun = await buildWorld(...active, steps.open, steps.openDispute, steps.ruleRefund, steps.enforce);
    expect((await begun.perform('GetDelivery', { id: ids.delivery }, people.buyer)).flow.isOpen).toBe(false);
  });
});

describe('evidence in a dispute', () => {
  it("limits evidence per party, so that neither uses up the other's share", async () => {
    const world = await buildWorld(...disputed);
    const say = (revision: number) =>
      world.perform('AddDisputeEvidence', { id: ids.dispute, revision, text: hashBytes('and another thing') }, people.buyer);
    for (let said = 1; said <= evidencePerParty; said += 1) await say(said);
    await expect(say(evidencePerParty + 1)).rejects.toMatchObject({ code: 'TOO_MANY', details: { limit: evidencePerParty } });
    await expect(steps.addEvidence(world)).resolves.toMatchObject({ state: 'EVIDENCE' });
  });
});

describe('listing of a public resource that another participant holds', () => {
  const other = people.otherProvider;
  const listUnder = async (amountMinor: number, mandate: { mandate?: string } = { mandate: ids.mandate }) => {
    const world = await buildWorld(...mandated);
    const content = makeContent({
      resource: ids.resource,
      ...mandate,
      charge: { basis: 'priced', publicCharge: { amountMinor, currency: 'CNY' } },
    });
    await world.perform('CreateListing', { id: ids.listing, content }, other);
    const { revision } = await world.perform('SubmitListing', { ...version, revision: 1 }, other);
    await world.perform('AgreeToListing', { ...version, revision }, people.authority);
    return { world, approve: () => world.perform('ApproveListing', { ...version, revision }, people.operator) };
  };

  it('approves a listing under a valid mandate with a charge within its ceiling', async () => {
    expect((await (await listUnder(mandateTerms.ceiling.amountMinor)).approve()).state).toBe('LISTED');
  });

  it("refuses a listing of another's resource without a mandate, over its ceiling, or after the mandate was revoked", async () => {
    await expect((await listUnder(1, {})).approve()).rejects.toMatchObject({ code: 'MANDATE_NOT_ACTIVE' });
    await expect((await listUnder(mandateTerms.ceiling.amountMinor + 1)).approve()).rejects.toMatchObject({ code: 'OVER_THE_CEILING' });
    const { world, approve } = await listUnder(1);
    await steps.revokeMandate(world);
    await expect(approve()).rejects.toMatchObject({ code: 'MANDATE_NOT_ACTIVE' });
  });

  it('lets a public resource have a charge only under a mandate with a ceiling', async () => {
    const approve = async (content: Partial<ListingContent>, before: readonly Step[] = []) => {
      const world = await buildWorld(...registered, ...before);
      const charge = { basis: 'priced', publicCharge: { amountMinor: 1, currency: 'CNY' } } as const;
      await world.perform(
        'CreateListing',
        { id: ids.listing, content: makeContent({ isPublicData: true, charge, ...content }) },
        people.provider,
      );
      await steps.submit(world);
      await steps.agree(world);
      return steps.approve(world);
    };
    const { ceiling: _ceiling, ...unlimited } = mandateTerms;
    const withoutCeiling = grantMandateTo(people.provider, unlimited);
    const under = { resource: ids.resource, mandate: ids.mandate };
    await expect(approve(under, [steps.mandateProvider])).resolves.toMatchObject({ state: 'LISTED' });
    for (const [content, before] of [[under, [withoutCeiling]], [{ resource: ids.resource }], [{}]] as const)
      await expect(approve(content, before)).rejects.toMatchObject({ code: 'OVER_THE_CEILING' });
  });

  it("refuses a listing under another participant's mandate, under a revoked one, and under one without the resource", async () => {
    const approve = async (
      before: readonly Step[],
      as: Person,
      { resource }: Pick<ListingContent, 'resource'> = { resource: ids.resource },
    ) => {
      const world = await buildWorld(...mandated, ...before);
      const content = makeContent({ isPublicData: true, mandate: ids.mandate, ...(resource !== undefined && { resource }) });
      await world.perform('CreateListing', { id: ids.listing, content }, as);
      const { revision } = await world.perform('SubmitListing', { ...version, revision: 1 }, as);
      await steps.agree(world);
      return world.perform('ApproveListing', { ...version, revision }, people.operator);
    };
    await expect(approve([], other)).resolves.toMatchObject({ state: 'LISTED' });
    await expect(approve([], people.provider)).rejects.toMatchObject({ code: 'MANDATE_NOT_ACTIVE' });
    await expect(approve([steps.revokeMandate], other)).rejects.toMatchObject({ code: 'MANDATE_NOT_ACTIVE' });
    await expect(approve([], other, {})).rejects.toMatchObject({
      code: 'MANDATE_NOT_ACTIVE',
      details: { because: 'resource-not-in-mandate' },
    });
  });

  it('refuses a listing after the registration of its resource was cancelled', async () => {
    const { world, approve } = await listUnder(1);
    await steps.cancelResource(world);
    await expect(approve()).rejects.toMatchObject({ code: 'RESOURCE_NOT_REGISTERED' });
  });
});

describe('negotiated terms', () => {
  it('accepts terms that both sides agreed to, though the listed offer does not permit them', async () => {
    const world = await buildWorld(...listed, steps.request, steps.offer, steps.accept, ...paths.granting, ...paths.trading);
    await expect(steps.open(world)).resolves.toMatchObject({ state: 'OPENED' });
  });

  it('cancels the approvals of the terms before when new terms are offered', async () => {
    const world = await buildWorld(...listed, steps.request, steps.operatorApproves, steps.offer, steps.accept);
    const { state } = await world.perform('GetAuthorisation', { id: ids.authorisation }, people.buyer);
    expect(state).toBe('ACCEPTED');
  });
});

describe('revisions in commands', () => {
  it('refuses a revision that is not the newest, and names both', async () => {
    const world = await buildWorld(steps.create, steps.submit);
    const stale = world.perform('ApproveListing', { ...version, revision: 1 }, people.operator);
    await expect(stale).rejects.toMatchObject({ code: 'REVISION_CONFLICT', details: { expected: 1, actual: 2 } });
  });

  it('checks the revision before the state and after the permission', async () => {
    const world = await buildWorld(steps.create, steps.submit);
    const approve = (as: Person) => world.perform('ApproveListing', { ...version, revision: 1 }, as);
    await expect(approve(people.otherProvider)).rejects.toMatchObject({ code: 'LISTING_NOT_FOUND' });
    await expect(approve(people.authority)).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
    await expect(approve(people.operator)).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
  });
});

describe('offer with a duty', () => {
  const offerWith = (duty: string, basis: 'free' | 'priced'): Step => {
    const offer = { permission: [{ action: 'use' as const, duty: [{ action: duty }] }] };
    return (world) =>
      world.perform('CreateListing', { id: ids.listing, content: makeContent({ offer, charge: { basis } }) }, people.provider);
  };

  it("fulfils an offer's duty to compensate by a priced trade only", async () => {
    await expect(buildWorld(offerWith('compensate', 'priced'), ...listed.slice(1), steps.request)).resolves.toBeDefined();
    await expect(buildWorld(offerWith('compensate', 'free'), ...listed.slice(1), steps.request)).rejects.toMatchObject({
      code: 'TERMS_NOT_PERMITTED',
      details: { because: { duty: 'compensate' } },
    });
    await expect(buildWorld(offerWith('attribute', 'priced'), ...listed.slice(1), steps.request)).rejects.toMatchObject({
      code: 'TERMS_NOT_PERMITTED',
    });
  });
});

describe('approval of an authorisation', () => {
  const asked = [...listed, steps.request];

  it('accepts an approval only of the present terms, by their hash', async () => {
    const world = await buildWorld(...asked);
    const { termsHash } = await world.perform('GetAuthorisation', { id: ids.authorisation }, people.buyer);
    const other = { ...termsHash, value: '0'.repeat(64) };
    const approve = world.perform('ApproveAuthorisation', { id: ids.authorisation, termsHash: other }, people.provider);
    await expect(approve).rejects.toMatchObject({ code: 'REVISION_CONFLICT', details: { expected: other, actual: termsHash } });
  });

  it('fills one slot of an authorisation per participant, whatever roles it has', async () => {
    const world = await buildWorld(...asked, steps.providerApproves);
    const facts = await readAuthorisation(world.openSession(), ids.authorisation);
    const both = { ...people.provider, mspId: people.operator.mspId, roles: ['operator'] as const, certHash: facts.termsHash };
    const context = { facts, caller: both, command: {}, actors: new Set<Actor>(), at: '', time: '', txId: '' };
    expect(transactions.ApproveAuthorisation.checks.SLOT_TAKEN?.(context as never)).toEqual({ slot: 'provider' });
  });

  it('lets a participant approve only for its own organisation', async () => {
    const world = await buildWorld(...asked);
    const { termsHash } = await world.perform('GetAuthorisation', { id: ids.authorisation }, people.buyer);
    const elsewhere = { ...people.operator, mspId: 'RegulatorMSP' };
    const approve = world.perform('ApproveAuthorisation', { id: ids.authorisation, termsHash }, elsewhere);
    await expect(approve).rejects.toMatchObject({ code: 'NOT_PERMITTED' });
  });
});
