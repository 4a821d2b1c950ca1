import { EndorseError, type Transaction } from '@hyperledger/fabric-gateway';
import { ChangeInspector, readPinnedRoots } from '@databund/audit';
import { verifyLedger } from '@databund/ledger-verifier';
import { hashBytes, keys, versionId, type AnswerOf, type Key } from '@databund/model';
import { newId } from '../support/exchange';
import { peersOf } from '../support/key-policies';
import { contentWith, publish, termsWith } from '../support/listings';
import { PatchedCall } from '../support/patched-call';
import type { Patch } from '../support/patched-chaincode/patch';
import { PatchedExchange, brokenIn, organisations } from '../support/patched-exchange';

jest.setTimeout(120_000);

const terms = termsWith();

/** The objects that the patches are aimed at: a listing under review, two authorisations, and the trade of the second. */
interface Scene {
  readonly submitted: string;
  readonly listed: string;
  readonly asked: AnswerOf<'RequestAuthorisation'>;
  readonly granted: AnswerOf<'RequestAuthorisation'>;
  readonly trade: string;
  readonly delivery: string;
  readonly participant: string;
  readonly provider: string;
  readonly operator: string;
}

/** The keys of the scene, by their rows in the rules’ table. */
const aims = {
  'listing head': ({ submitted }) => keys.listingVersion(submitted, 1),
  'authorisation head': ({ granted }) => keys.authorisation(granted.id),
  'trade head': ({ trade }) => keys.trade(trade),
  'provider’s stance': ({ asked }) => keys.stance('authorisation', asked.id, 'provider'),
  'operator’s stance': ({ asked }) => keys.stance('authorisation', asked.id, 'operator'),
  'authority’s stance': ({ submitted }) => keys.stance('listing', versionId(submitted, 1), 'authority'),
  'authority’s grade': ({ submitted }) => keys.grade(submitted, 1),
  'provider’s price': ({ trade }) => keys.price(trade, 'provider'),
  'buyer’s price': ({ trade }) => keys.price(trade, 'buyer'),
  'operator’s clearing': ({ trade }) => keys.clearing(trade),
  participant: (scene) => keys.participant(scene.participant),
  exchange: () => keys.exchange(),
  slot: ({ granted }) => keys.slot(granted.id, 1),
  'new delivery': ({ delivery }) => keys.delivery(delivery),
} as const satisfies Record<string, (scene: Scene) => Key<object>>;

const approval = ({ termsHash }: Scene['asked']) => ({ state: 'APPROVED', judged: termsHash });

type Row = readonly [key: keyof typeof aims, deed: string, write: (scene: Scene) => Omit<Patch, 'key'>];

/** What a patched chaincode writes besides what it should. */
const rows: readonly Row[] = [
  ['listing head', 'is listed without review', () => ({ set: { state: 'LISTED' } })],
  ['listing head', 'gets another content', () => ({ set: { state: 'IN_REVIEW', content: contentWith({ licence: 'other' }) } })],
  ['authorisation head', 'becomes ACTIVE unpaid', ({ trade }) => ({ set: { state: 'ACTIVE', trade } })],
  ['authorisation head', 'gets wider terms', () => ({ set: { state: 'REQUESTED', terms: { ...terms, count: 99_999 } } })],
  ['trade head', 'becomes AUTHORISED unpaid', () => ({ set: { state: 'AUTHORISED' } })],
  ['provider’s stance', 'is an approval', ({ asked, provider }) => ({ set: { ...approval(asked), filledBy: provider } })],
  ['operator’s stance', 'is an approval', ({ asked, operator }) => ({ set: { ...approval(asked), filledBy: operator } })],
  ['authority’s stance', 'is an agreement', () => ({ set: { state: 'APPROVED' } })],
  ['authority’s stance', 'is put into another’s hands', () => ({ policy: peersOf(1, 'ProviderMSP', 'ExchangeMSP') })],
  ['authority’s grade', 'is another', () => ({ set: { state: 'CLASSIFIED', grade: 'core', epoch: 2 } })],
  ['provider’s price', 'is another', () => ({ set: { state: 'GIVEN', hash: hashBytes('1') } })],
  ['buyer’s price', 'is another', () => ({ set: { state: 'GIVEN', hash: hashBytes('1') } })],
  ['operator’s clearing', 'becomes FUNDED', () => ({ set: { state: 'FUNDED', amountHash: hashBytes('2') } })],
  ['participant', 'gets another role', () => ({ set: { state: 'ACTIVE', roles: ['operator'] } })],
  ['exchange', 'gets another operator', () => ({ set: { state: 'FOUNDED', operatorMspId: 'ProviderMSP' } })],
  ['slot', 'is taken', ({ delivery }) => ({ set: { state: 'TAKEN', delivery } })],
  ['new delivery', 'is opened', ({ delivery }) => ({ set: { state: 'OPENED', id: delivery } })],
];

/** The ledger takes the operator’s word that money has come; the auditor sees that it is not what both sides named. */
const brokenBy: Partial<Record<Row[0], readonly number[]>> = { 'operator’s clearing': [5] };

describe.each([
  ['ProviderMSP', 'provider'],
  ['ExchangeMSP', 'operator'],
] as const)('a chaincode patched at the peer of %s', (patchedAt, itsOwn) => {
  const isOwn = ([key]: Row) => key.startsWith(`${itsOwn}’s`);
  const honest = organisations.filter((mspId) => mspId !== patchedAt);
  let patched: PatchedExchange;
  let scene: Scene;

  beforeAll(async () => {
    patched = await PatchedExchange.open([patchedAt]);
    scene = await prepare();
  });
  afterAll(() => patched.close());

  async function prepare(): Promise<Scene> {
    const { exchange } = patched;
    const { provider, buyer, operator, otherBuyer } = exchange.members;
    const submitted = newId('lst');
    const { revision } = await provider.call('CreateListing', { id: submitted, content: contentWith() });
    await provider.call('SubmitListing', { id: submitted, version: 1, revision });
    const { id: listed } = await publish(exchange, contentWith({ charge: { basis: 'priced' } }));
    const [asked, granted] = [await patched.request(listed), await patched.request(listed)];
    for (const each of [provider, operator]) await each.call('ApproveAuthorisation', { id: granted.id, termsHash: granted.termsHash });
    const { id: trade } = await buyer.call('OrderTrade', { id: newId('trd'), authorisation: granted.id, kind: 'sale' });
    const people = { participant: otherBuyer.id, provider: provider.id, operator: operator.id };
    return { submitted, listed, asked, granted, trade, delivery: newId('dlv'), ...people };
  }

  /** The approval of a new request, which its own organisation’s peer alone may have written, and with it a row’s write. */
  async function approvalWith([key, , write]: Row): Promise<PatchedCall> {
    const { id, termsHash } = await patched.request(scene.listed);
    const patch = { key: aims[key](scene), ...write(scene) };
    return PatchedCall.of(patched.clientAt(patchedAt), { name: 'ApproveAuthorisation', command: { id, termsHash }, patch });
  }

  /** All that the patches are aimed at, as an honest peer has it. */
  function standing(): Promise<readonly unknown[]> {
    const { auditor } = patched.exchange.members;
    const { submitted, asked, granted, trade, delivery, participant } = scene;
    return Promise.all([
      auditor.call('GetListing', { id: submitted, version: 1 }),
      auditor.call('GetAuthorisation', { id: asked.id }),
      auditor.call('GetAuthorisation', { id: granted.id }),
      auditor.call('GetTrade', { id: trade }),
      auditor.refusal('GetDelivery', { id: delivery }),
      auditor.call('GetParticipant', { id: participant }),
      auditor.call('GetExchange', {}),
    ]);
  }

  const findViolation = (endorsing: Promise<Transaction>) =>
    endorsing.then(
      () => 'none',
      (error: unknown) =>
        error instanceof EndorseError ? error.details.map(({ message }) => message).join() : Promise.reject(error as Error),
    );

  describe('does in vain what is not its own:', () => {
    it.each(rows.filter((row) => !isOwn(row)))('%s: %s', async (...row) => {
      const before = await standing();
      const one = await approvalWith(row);
      expect(await patched.flagOf(await one.endorsedAt([patchedAt]))).toBe('ENDORSEMENT_POLICY_FAILURE');
      const another = await approvalWith(row);
      expect(await findViolation(another.endorsedAt(organisations))).toContain('ProposalResponsePayloads do not match');
      // Its own endorsement twice, and the others’ of what they answered themselves.
      const [own, others] = [await another.endorsedAt([patchedAt]), await another.endorsedAt(honest)];
      expect(await patched.flagOf(another.graft(own, [own, own, others]))).toBe('ENDORSEMENT_POLICY_FAILURE');
      expect(await standing()).toEqual(before);
    });

    it('and leaves a ledger that verifies', async () => {
      const blocks = await blocksSoFar();
      const report = await verifyLedger(blocks, {
        pinnedRoots: readPinnedRoots(patched.exchange.network.profilePath),
        inspector: new ChangeInspector(),
      });
      expect(report.problems).toEqual([]);
      const attempts = 2 * rows.filter((row) => !isOwn(row)).length;
      expect(report).toMatchObject({ verified: true, byFlag: { ENDORSEMENT_POLICY_FAILURE: attempts } });
      expect(await brokenIn(blocks)).toEqual([]);
    });
  });

  it.each(rows.filter(isOwn))('has its own word only, and the auditor judges it: %s: %s', async (...row) => {
    const before = await standing();
    const call = await approvalWith(row);
    const own = await call.endorsedAt([patchedAt]);
    expect(await patched.flagOf(call.graft(own, [own]))).toBe('VALID');
    expect(await standing()).not.toEqual(before);
    expect(await brokenIn(await blocksSoFar())).toEqual(brokenBy[row[0]] ?? []);
  });

  /** Every block until now. */
  async function blocksSoFar(): Promise<readonly Uint8Array[]> {
    return patched.blocksUntil((await patched.request(scene.listed)).change.txId);
  }
});
