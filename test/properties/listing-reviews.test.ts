import { hashBytes, keys, type ListingContent } from '@databund/model';
import { makeContent } from '../support/listings';
import { buildWorld, ids, makeStep, paths, readObjectValues, type Step, steps } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';

const version = { id: ids.listing, version: 1 };
const underNotice = [steps.create, steps.submit, steps.approve];
const { active } = paths;

const createWith =
  (changes: Partial<ListingContent>): Step =>
  (world) =>
    world.perform('CreateListing', { id: ids.listing, content: makeContent(changes) }, people.provider);
const editTo = (changes: Partial<ListingContent>) =>
  makeStep('provider', 'EditListing', ({ listing: revision }) => ({ ...version, revision, content: makeContent(changes) }));
const classify = (grade: 'general' | 'important') =>
  makeStep('authority', 'ReclassifyListing', ({ contentHash }) => ({ ...version, contentHash, grade, reason: { code: 'other' } }));
const gradeOf = async (world: MemoryWorld) => (await world.perform('GetListing', version, people.auditor)).grade;

describe('listing with another grade', () => {
  it('keeps core data in notice', async () => {
    await expect(steps.endNotice(await buildWorld(...underNotice, steps.classifyCore))).rejects.toMatchObject({ code: 'CORE_DATA' });
  });

  it('lists data when everyone that must agree under the present grade has agreed', async () => {
    const world = await buildWorld(...underNotice, steps.reclassify);
    await expect(steps.endNotice(world)).rejects.toMatchObject({
      code: 'APPROVAL_MISSING',
      details: { missing: ['assessor', 'authority'] },
    });
    for (const each of [steps.attest, steps.agree]) await each(world);
    await expect(steps.endNotice(world)).resolves.toMatchObject({ state: 'LISTED' });
  });

  it('delivers no core data, even after every organisation approves again', async () => {
    const world = await buildWorld(...active, steps.classifyCore, ...paths.granting);
    await expect(steps.open(world)).rejects.toMatchObject({ code: 'CORE_DATA' });
  });

  it.each([
    ['core data', steps.classifyCore, 'CORE_DATA'],
    ['important', steps.reclassify, 'GRADE_RAISED'],
  ] as const)('delivers no core data of a delisted listing: %s', async (_, classifies, code) => {
    const world = await buildWorld(...active, steps.delist);
    await classifies(world);
    await expect(steps.open(world)).rejects.toMatchObject({ code });
  });
});

describe('grade in the content', () => {
  it.each([
    ['raises what the authority classified, in a new epoch', 'general', 'important', { grade: 'important', epoch: 2 }],
    ['never lowers it', 'important', 'general', { grade: 'important', epoch: 2 }],
  ] as const)('lets the provider claim a grade for new content %s', async (_, classified, grade, expected) => {
    const claimed = await buildWorld(
      createWith({ grade: 'general' }),
      steps.submit,
      classify(classified),
      steps.requestChanges,
      editTo({ grade }),
      steps.submit,
    );
    expect(await gradeOf(claimed)).toEqual(expected);
  });

  it('lets only the authority lower a grade that it has raised', async () => {
    const raised = [createWith({}), steps.submit, classify('general'), steps.requestChanges, editTo({ grade: 'core' }), steps.submit];
    const world = await buildWorld(...raised, steps.requestChanges, editTo({}), steps.submit);
    expect(await gradeOf(world)).toEqual({ grade: 'core', epoch: 2 });
    await classify('general')(world);
    expect(await gradeOf(world)).toEqual({ grade: 'general', epoch: 2 });
  });
});

describe('judgement of a listing', () => {
  const judgements = {
    AttestListing: { opinion: 'favourable', text: 't' },
    ReclassifyListing: { grade: 'general', reason: { code: 'other' } },
  } as const;

  it.each([
    ['AttestListing', people.assessor],
    ['ReclassifyListing', people.authority],
  ] as const)('refuses a judgement of other content than was read: %s', async (name, as) => {
    const world = await buildWorld(steps.create, steps.submit);
    const { contentHash: read } = await readObjectValues(world);
    for (const each of [steps.requestChanges, editTo({ keywords: ['new'] }), steps.submit]) await each(world);
    const { contentHash: is } = await readObjectValues(world);
    const judge = (contentHash = read) => world.perform(name, { ...version, contentHash, ...judgements[name] }, as);
    await expect(judge()).rejects.toMatchObject({ code: 'REVISION_CONFLICT', details: { expected: read, actual: is } });
    await expect(judge(is)).resolves.toBeDefined();
  });

  it('refuses a judgement before the submission', async () => {
    const attest = { ...version, contentHash: hashBytes(''), ...judgements.AttestListing };
    await expect((await buildWorld(steps.create)).perform('AttestListing', attest, people.assessor)).rejects.toMatchObject({
      code: 'ACTION_NOT_ALLOWED',
    });
  });
});

describe('listing that goes back from notice', () => {
  const goneBack = [...underNotice, steps.object, steps.upholdObjection];
  const rewritten = [...goneBack, steps.requestChanges, editTo({ keywords: ['never noticed'] }), steps.submit];
  const read = (world: MemoryWorld) => world.perform('GetListing', version, people.otherBuyer);

  it('hides content that went back from all but those who oversee, also when it is rejected', async () => {
    for (const deeds of [goneBack, rewritten, [...rewritten, steps.reject]]) {
      const world = await buildWorld(...deeds);
      await expect(read(world)).rejects.toMatchObject({ code: 'LISTING_NOT_FOUND' });
      expect((await world.perform('GetListing', version, people.auditor)).approvedAt).toBeUndefined();
    }
  });

  it('starts the notice again with its whole period', async () => {
    const world = await buildWorld();
    await world.perform('SetParameters', { parameters: { noticePeriodHours: 24 } }, people.operator);
    await world.perform('AgreeToChange', { revision: 1 }, people.authority);
    for (const each of [...rewritten, steps.waitHours(24), steps.approve]) await each(world);
    await expect(read(world)).resolves.toMatchObject({ state: 'NOTICE' });
    await expect(steps.endNotice(world)).rejects.toMatchObject({ code: 'NOTICE_RUNNING' });
  });
});

describe('opinion of an assessor', () => {
  const personal = makeContent({ personalData: { level: 'personal', assessment: 'PIA-1' } });
  const submitPersonal = (world: MemoryWorld) => world.perform('CreateListing', { id: ids.listing, content: personal }, people.provider);
  const attested = [submitPersonal, steps.submit, steps.attest];

  it('does not count if it claims a time before the content was submitted', async () => {
    const world = await buildWorld(...attested);
    const key = keys.attestation(ids.listing, 1);
    const submittedAt = (await world.find(keys.listingVersion(ids.listing, 1)))?.change.at ?? '';
    const at = new Date(Date.parse(submittedAt) - 1).toISOString();
    world.rewriteCopy(key, (record) => ({ ...record, change: { ...Reflect.get(record, 'change'), at } }));
    world.forge(key, (record) => record);
    await expect(steps.approve(world)).rejects.toMatchObject({ code: 'APPROVAL_MISSING', details: { missing: ['assessor'] } });
  });

  it('counts when the same content is submitted again later', async () => {
    const world = await buildWorld(...attested, steps.requestChanges);
    world.nowMs += 3_600_000;
    await steps.submit(world);
    await expect(steps.approve(world)).resolves.toMatchObject({ state: 'NOTICE' });
  });
});
