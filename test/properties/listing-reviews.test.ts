import { hashBytes, type ListingContent } from '@databund/model';
import { contentWith } from '../support/listings';
import { deed, deeds as d, ids, standingOf, worldAfter, type Deed } from '../support/lives';
import { people, type MemoryWorld } from '../support/memory-world';

const version = { id: ids.listing, version: 1 };
const underNotice = [d.create, d.submit, d.approve];
const listed = [...underNotice, d.endNotice];
const active = [...listed, d.request, d.providerApproves, d.operatorApproves, d.order, d.providerPrices, d.buyerPrices, d.fund, d.activate];

const createWith =
  (changes: Partial<ListingContent>): Deed =>
  (world) =>
    world.perform('CreateListing', { id: ids.listing, content: contentWith(changes) }, people.provider);
const editTo = (changes: Partial<ListingContent>) =>
  deed('provider', 'EditListing', ({ listing: revision }) => ({ ...version, revision, content: contentWith(changes) }));
const classify = (grade: 'general' | 'important') =>
  deed('authority', 'ReclassifyListing', ({ contentHash }) => ({ ...version, contentHash, grade, reason: 'it is so' }));
const gradeOf = async (world: MemoryWorld) => (await world.perform('GetListing', version, people.auditor)).grade;

describe('data found to be of another grade', () => {
  it('stay under notice where they are core data', async () => {
    await expect(d.endNotice(await worldAfter(...underNotice, d.classifyCore))).rejects.toMatchObject({ code: 'CORE_DATA' });
  });

  it('are listed when who must by the grade that they now have has agreed', async () => {
    const world = await worldAfter(...underNotice, d.reclassify);
    await expect(d.endNotice(world)).rejects.toMatchObject({ code: 'APPROVAL_MISSING', details: { missing: ['assessor', 'authority'] } });
    for (const each of [d.attest, d.agree]) await each(world);
    await expect(d.endNotice(world)).resolves.toMatchObject({ state: 'LISTED' });
  });

  it('are not delivered where they are core data, whoever approves again', async () => {
    const world = await worldAfter(...active, d.classifyCore, d.providerApproves, d.operatorApproves);
    await expect(d.open(world)).rejects.toMatchObject({ code: 'CORE_DATA' });
  });

  it.each([
    ['core data', d.classifyCore, 'CORE_DATA'],
    ['important', d.reclassify, 'GRADE_RAISED'],
  ] as const)('are not delivered either where their provider had delisted them: %s', async (_, classifies, code) => {
    const world = await worldAfter(...active, d.delist);
    await classifies(world);
    await expect(d.open(world)).rejects.toMatchObject({ code });
  });
});

describe('a claim of a grade', () => {
  it.each([
    ['raises what the authority classified, in a new epoch', 'general', 'important', { grade: 'important', epoch: 2 }],
    ['never lowers it', 'important', 'general', { grade: 'important', epoch: 2 }],
  ] as const)('for new content %s', async (_, classified, grade, expected) => {
    const claimed = await worldAfter(
      createWith({ grade: 'general' }),
      d.submit,
      classify(classified),
      d.requestChanges,
      editTo({ grade }),
      d.submit,
    );
    expect(await gradeOf(claimed)).toEqual(expected);
  });

  it('that has raised it is the authority’s to lower', async () => {
    const raised = [createWith({}), d.submit, classify('general'), d.requestChanges, editTo({ grade: 'core' }), d.submit];
    const world = await worldAfter(...raised, d.requestChanges, editTo({}), d.submit);
    expect(await gradeOf(world)).toEqual({ grade: 'core', epoch: 2 });
    await classify('general')(world);
    expect(await gradeOf(world)).toEqual({ grade: 'general', epoch: 2 });
  });
});

describe('what is judged', () => {
  const judgements = { AttestListing: { opinion: 'favourable', text: 't' }, ReclassifyListing: { grade: 'general', reason: 'r' } } as const;

  it.each([
    ['AttestListing', people.assessor],
    ['ReclassifyListing', people.authority],
  ] as const)('is the content that was read, by its hash: %s', async (name, as) => {
    const world = await worldAfter(d.create, d.submit);
    const { contentHash: read } = await standingOf(world);
    for (const each of [d.requestChanges, editTo({ keywords: ['new'] }), d.submit]) await each(world);
    const { contentHash: is } = await standingOf(world);
    const judge = (contentHash = read) => world.perform(name, { ...version, contentHash, ...judgements[name] }, as);
    await expect(judge()).rejects.toMatchObject({ code: 'REVISION_CONFLICT', details: { expected: read, actual: is } });
    await expect(judge(is)).resolves.toBeDefined();
  });

  it('is nothing before there is something to judge', async () => {
    const attest = { ...version, contentHash: hashBytes(''), ...judgements.AttestListing };
    await expect((await worldAfter(d.create)).perform('AttestListing', attest, people.assessor)).rejects.toMatchObject({
      code: 'ACTION_NOT_ALLOWED',
    });
  });
});

describe('content that goes back from notice', () => {
  const goneBack = [...underNotice, d.object, d.upholdObjection];
  const rewritten = [...goneBack, d.requestChanges, editTo({ keywords: ['never noticed'] }), d.submit];
  const read = (world: MemoryWorld) => world.perform('GetListing', version, people.otherBuyer);

  it('is read by those who oversee alone, also when it is rejected', async () => {
    for (const deeds of [goneBack, rewritten, [...rewritten, d.reject]]) {
      const world = await worldAfter(...deeds);
      await expect(read(world)).rejects.toMatchObject({ code: 'LISTING_NOT_FOUND' });
      expect((await world.perform('GetListing', version, people.auditor)).approvedAt).toBeUndefined();
    }
  });

  it('is noticed anew, for the whole of the period', async () => {
    const world = await worldAfter();
    await world.perform('SetParameters', { parameters: { noticePeriodHours: 24 } }, people.operator);
    await world.perform('AgreeToChange', { revision: 1 }, people.authority);
    for (const each of [...rewritten, d.waitHours(24), d.approve]) await each(world);
    await expect(read(world)).resolves.toMatchObject({ state: 'NOTICE' });
    await expect(d.endNotice(world)).rejects.toMatchObject({ code: 'NOTICE_RUNNING' });
  });
});
