import { newId, type Databund } from '@databund/client';
import { isKeptText, type AnswerOf } from '@databund/model';
import { readBlocks } from '../invariants/read-blocks';
import { Exchange, type CastName } from '../support/exchange';
import { fund, makeContent, makeTerms, publish } from '../support/listings';
import { OrganisationGateways } from '../support/organisation-gateways';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const note = 'We would use it for the hospital of Linz.';
const claim = 'Column seven has the patients of another ward.';
const evidence = 'We sent the file of March, and you asked for March.';
const ruling = 'Both of you named the wrong month.';
const why = 'It sold a register of members that it had no right to.';
const texts = [note, claim, evidence, ruling, why];

/** The peer of the authority's organisation alters each text that it is asked for. */
describe('private texts of organisations with gateways of their own', () => {
  let exchange: Exchange;
  let gateways: OrganisationGateways;
  let urls: Readonly<Partial<Record<string, string>>>;
  let dispute: AnswerOf<'GetDispute'>;
  let authorisation: AnswerOf<'GetAuthorisation'>;

  beforeAll(async () => {
    exchange = await Exchange.open({ patchedAt: ['RegulatorMSP'] });
    gateways = await OrganisationGateways.open(exchange);
    urls = {
      ofBuyer: await gateways.serve(['BuyerMSP']),
      ofProvider: await gateways.serve(['ProviderMSP']),
      ofOverseers: await gateways.serve(['ExchangeMSP', 'RegulatorMSP']),
    };
    authorisation = await request();
    dispute = await openDispute();
  });
  afterAll(async () => {
    await gateways.close();
    await exchange.close();
  });

  const actAsBuyer = () => as('buyer', 'ofBuyer');
  const actAsProvider = () => as('provider', 'ofProvider');
  const actAsOperator = () => as('operator', 'ofOverseers');

  function as(who: CastName, gateway: string): Databund {
    return gateways.as(who, urls[gateway] ?? '');
  }

  async function request(): Promise<AnswerOf<'GetAuthorisation'>> {
    const { id: listing, version } = await publish(exchange, makeContent({ charge: { basis: 'priced' } }));
    const { object } = await actAsBuyer().authorisation.request({ id: newId('aut'), listing, version, terms: { ...makeTerms(), note } });
    return object;
  }

  /** Brings a sale into dispute, each party at its own gateway. */
  async function openDispute(): Promise<AnswerOf<'GetDispute'>> {
    const { id, termsHash, revision } = authorisation;
    for (const who of ['provider', 'operator'] as const) await exchange.members[who].call('ApproveAuthorisation', { id, termsHash });
    const { trade } = await fund(exchange, id);
    await actAsBuyer().authorisation.activate({ id, revision, trade });
    const opened = await actAsBuyer().dispute.open({ id: newId('dis'), trade, claim });
    const named = { id: opened.object.id };
    await actAsProvider().dispute.addEvidence({ ...named, revision: 1, text: evidence });
    const { object } = await as('arbiter', 'ofOverseers').dispute.rule({ ...named, revision: 2, outcome: 'resume', text: ruling });
    return object;
  }

  it("gives each party the other's text, from the organisation that keeps it", async () => {
    const { id, claim: claimed, evidence: given } = dispute;
    const answers = [
      await actAsProvider().dispute.text({ id, hash: claimed.value }),
      await actAsBuyer().dispute.text({ id, hash: given[0]?.text.value ?? '' }),
      await actAsProvider().authorisation.text({ id: authorisation.id, hash: authorisation.terms.note?.value ?? '' }),
    ];
    expect(answers.map(({ kept }) => kept?.text)).toEqual([claim, evidence, note]);
    expect(answers.map(({ speaker }) => speaker)).toEqual([
      exchange.members.buyer.id,
      exchange.members.provider.id,
      exchange.members.buyer.id,
    ]);
    const [first] = answers;
    expect(first?.kept && isKeptText(first.kept, claimed.value)).toBe(true);
  });

  it('gives those who oversee a text, and its speaker its own', async () => {
    const { id, claim: claimed } = dispute;
    for (const each of [actAsOperator(), actAsBuyer()])
      expect((await each.dispute.text({ id, hash: claimed.value })).kept?.text).toBe(claim);
    expect((await actAsBuyer().text.get({ hash: claimed.value })).text).toBe(claim);
  });

  it('answers a stranger about a text as about an absent object', async () => {
    const stranger = as('otherBuyer', 'ofBuyer');
    const hash = dispute.claim.value;
    for (const id of [dispute.id, newId('dis')]) {
      for (const from of [{}, { from: 'BuyerMSP' }])
        await expect(stranger.dispute.text({ id, hash, ...from })).rejects.toMatchObject({ code: 'DISPUTE_NOT_FOUND', details: {} });
    }
    await expect(stranger.text.get({ hash })).rejects.toMatchObject({ code: 'TEXT_NOT_FOUND' });
  });

  it('refuses a hash that does not stand in the object', async () => {
    const hash = authorisation.terms.note?.value ?? '';
    await expect(actAsProvider().dispute.text({ id: dispute.id, hash })).rejects.toMatchObject({ code: 'TEXT_NOT_FOUND' });
  });

  it("detects a text that the peer of the speaker's organisation alters", async () => {
    const hash = dispute.rulings[0]?.text.value ?? '';
    await expect(actAsBuyer().dispute.text({ id: dispute.id, hash })).rejects.toMatchObject({
      code: 'TEXT_ALTERED',
      details: { mspId: 'RegulatorMSP' },
    });
  });

  it('lets a suspended participant read its own objects and why it was suspended, and do nothing else', async () => {
    const { id } = exchange.members.otherProvider;
    const suspended = as('otherProvider', 'ofProvider');
    const created = await suspended.listing.create({ id: newId('lst'), content: makeContent() });
    const { revision } = await actAsOperator().participant.get({ id });
    await actAsOperator().participant.suspend({ id, revision, reason: { code: 'contract', text: why } });
    const { state, change } = await suspended.participant.get({ id });
    expect([state, change.reason?.code]).toEqual(['SUSPENDED', 'contract']);
    expect((await suspended.participant.text({ id, hash: change.reason?.hash?.value ?? '' })).kept?.text).toBe(why);
    expect((await suspended.listing.get({ id: created.object.id })).state).toBe('DRAFT');
    await expect(suspended.listing.create({ id: newId('lst'), content: makeContent() })).rejects.toMatchObject({
      code: 'PARTICIPANT_NOT_ACTIVE',
    });
    await expect(suspended.dispute.get({ id: dispute.id })).rejects.toMatchObject({ code: 'DISPUTE_NOT_FOUND' });
  });

  it('puts no private text into any block', async () => {
    const blocks = (await readBlocks(exchange.network)).map((block) => Buffer.from(block));
    const count = (text: string) => blocks.filter((block) => block.includes(text)).length;
    expect(texts.map(count)).toEqual(texts.map(() => 0));
    expect(count(dispute.claim.value)).toBeGreaterThan(0);
  });
});
