import { hashBytes, keys, type Hash, type ListingContent } from '@databund/model';
import { makeContent } from '../support/listings';
import { buildWorld, ids, makeStep, paths, readObjectValues, type Step, steps } from '../support/lifecycles';
import { people, type MemoryWorld } from '../support/memory-world';

const version = { id: ids.listing, version: 1 };
const underNotice = [steps.setNoticeHours(24), steps.create, steps.submit, steps.approve];
const { active } = paths;

const createWith =
  (changes: Partial<ListingContent>): Step =>
  (world) =>
    world.perform('CreateListing', { id: ids.listing, content: makeContent(changes) }, people.provider);
const editTo = (changes: Partial<ListingContent>) =>
  makeStep('provider', 'EditListing', ({ listing: revision }) => ({ ...version, revision, content: makeContent(changes) }));
const gradeOf = async (world: MemoryWorld) => (await world.perform('GetListing', version, people.auditor)).grade;

describe('listing with another grade', () => {
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

describe('grade of a listing', () => {
  const reclassify = (version: number, grade: 'general' | 'important' | 'core') => async (world: MemoryWorld) => {
    const { contentHash } = await world.perform('GetListing', { id: ids.listing, version }, people.auditor);
    const judged = { id: ids.listing, version, contentHash: contentHash!, grade, reason: { code: 'other' } as const };
    return world.perform('ReclassifyListing', judged, people.authority);
  };
  /** Creates and submits version 2 with a claim. */
  const renewWith = (claims: Partial<ListingContent>) => async (world: MemoryWorld) => {
    const named = { id: ids.listing, version: 2 };
    await world.perform('CreateListingVersion', { ...named, content: makeContent({ keywords: ['second'], ...claims }) }, people.provider);
    return world.perform('SubmitListing', { ...named, revision: 1 }, people.provider);
  };

  it.each([
    ['the higher claim of new content', 'general', 'important', { grade: 'important', epoch: 1 }],
    ['the authority, if the claim is lower', 'important', 'general', { grade: 'important', epoch: 2 }],
  ] as const)('follows what counts most: %s', async (_, classified, grade, expected) => {
    const claimed = [createWith({ grade: 'general' }), steps.submit, reclassify(1, classified), steps.requestChanges];
    const world = await buildWorld(...claimed, editTo({ grade, keywords: ['new'] }), steps.submit);
    expect(await gradeOf(world)).toEqual(expected);
  });

  it('follows the authority on the content that it judged, even below the claim', async () => {
    const world = await buildWorld(createWith({ grade: 'core' }), steps.submit, reclassify(1, 'general'));
    expect(await gradeOf(world)).toEqual({ grade: 'general', epoch: 1 });
  });

  it.each([
    ['an unclassified listing', [], {}, { grade: 'general', epoch: 1 }],
    ['an unclassified listing with a higher claim', [], { grade: 'important' }, { grade: 'important', epoch: 1 }],
    ['core data', [reclassify(1, 'core')], { grade: 'general' }, { grade: 'core', epoch: 2 }],
    ['data that was core and is important now', [reclassify(1, 'core'), reclassify(1, 'important')], {}, { grade: 'important', epoch: 2 }],
  ] as const)('stays as high in a new version: %s', async (_, classes, claims, expected) => {
    const world = await buildWorld(...paths.listed, ...classes, renewWith(claims));
    const { grade } = await world.perform('GetListing', { id: ids.listing, version: 2 }, people.auditor);
    expect(grade).toEqual(expected);
  });

  it('rises for every version when the authority classifies one, and stops deliveries of all', async () => {
    const world = await buildWorld(...active, renewWith({}), reclassify(2, 'important'));
    expect(await gradeOf(world)).toEqual({ grade: 'important', epoch: 2 });
    await expect(steps.open(world)).rejects.toMatchObject({ code: 'GRADE_RAISED' });
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

describe('objection to a listing', () => {
  it('concerns the content that was read, and counts once for it', async () => {
    const world = await buildWorld(...underNotice, steps.object);
    const { contentHash: read } = await readObjectValues(world);
    await expect(steps.object(world)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    for (const each of [steps.takeBack, editTo({ keywords: ['new'] }), steps.submit, steps.approve]) await each(world);
    const text = hashBytes('still mine');
    const object = (contentHash: Hash) => world.perform('ObjectToListing', { ...version, contentHash, text }, people.buyer);
    await expect(object(read)).rejects.toMatchObject({ code: 'REVISION_CONFLICT', details: { expected: read } });
    await expect(steps.upholdObjection(world)).rejects.toMatchObject({ code: 'OBJECTION_NOT_FOUND' });
    const { contentHash: is } = await readObjectValues(world);
    await expect(object(is)).resolves.toMatchObject({ contentHash: is });
    await expect(steps.upholdObjection(world)).resolves.toMatchObject({ state: 'IN_REVIEW' });
  });
});

describe('listing that its provider takes back', () => {
  it.each([
    ['review', [steps.setNoticeHours(24), steps.create, steps.submit]],
    ['notice', underNotice],
  ] as const)('becomes a draft again under %s, and needs a new notice', async (_, path) => {
    const world = await buildWorld(...path);
    const { listing: revision } = await readObjectValues(world);
    const withdrawn = await world.perform('WithdrawListing', { ...version, revision }, people.provider);
    expect(withdrawn).toMatchObject({ state: 'DRAFT' });
    for (const member of ['approvedAt', 'listingNumber']) expect(withdrawn).not.toHaveProperty(member);
    for (const each of [editTo({ keywords: ['new'] }), steps.submit, steps.approve]) await each(world);
    await expect(world.perform('GetListing', version, people.provider)).resolves.toMatchObject({ state: 'NOTICE' });
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
    const world = await buildWorld(...rewritten, steps.waitHours(24), steps.approve);
    const endsAt = new Date(world.nowMs + 24 * 3_600_000).toISOString();
    await expect(read(world)).resolves.toMatchObject({ state: 'NOTICE', endsAt });
  });
});

describe('opinion of an assessor', () => {
  const personal = makeContent({ personalData: { level: 'personal', assessment: 'PIA-1' } });
  const submitPersonal = (world: MemoryWorld) => world.perform('CreateListing', { id: ids.listing, content: personal }, people.provider);
  const attested = [submitPersonal, steps.submit, steps.attest];

  it('counts for nothing if it claims a time before the content was submitted', async () => {
    const world = await buildWorld(...attested);
    const key = keys.attestation(ids.listing, 1);
    const submittedAt = (await world.find(keys.listingVersion(ids.listing, 1)))?.change.at ?? '';
    const at = new Date(Date.parse(submittedAt) - 1).toISOString();
    world.rewriteCopy(key, (record) => ({ ...record, change: { ...Reflect.get(record, 'change'), at } }));
    world.forge(key, (record) => record);
    await expect(steps.approve(world)).rejects.toMatchObject({ code: 'APPROVAL_MISSING', details: { missing: ['assessor'] } });
  });

  it('counts for nothing after its organisation has lost the role', async () => {
    const world = await buildWorld(...attested);
    const roles = ['authority', 'arbiter', 'auditor'] as const;
    const { revision } = await world.perform('SetOrganisation', { mspId: 'RegulatorMSP', roles: [...roles] }, people.operator);
    await world.perform('AgreeToChange', { revision }, people.authority);
    await expect(steps.approve(world)).rejects.toMatchObject({ code: 'APPROVAL_MISSING', details: { missing: ['assessor'] } });
  });

  it('counts when the same content is submitted again later', async () => {
    const world = await buildWorld(...attested, steps.requestChanges);
    world.nowMs += 3_600_000;
    await steps.submit(world);
    await expect(steps.approve(world)).resolves.toMatchObject({ state: 'LISTED' });
  });
});
