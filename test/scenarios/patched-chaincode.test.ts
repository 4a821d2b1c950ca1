import { EndorseError, type Transaction } from '@hyperledger/fabric-gateway';
import { ChangeInspector, readPinnedRoots } from '@databund/audit';
import { verifyLedger } from '@databund/ledger-verifier';
import { hashBytes, keys, makeVersionId, toStateKey, type AnswerOf, type Key } from '@databund/model';
import { makeId } from '../support/exchange';
import { encodeKeyPolicy } from '../support/key-policies';
import { makeContent, publish, makeTerms } from '../support/listings';
import { PatchedCall } from '../support/patched-call';
import type { Patch } from '../support/patched-chaincode/patch';
import { PatchedExchange, findViolations, organisations, replayCalls } from '../support/patched-exchange';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const terms = makeTerms();

/** The objects that the patches change: a listing under review, two authorisations, and the trade of the second. */
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

/** The keys of the scene, by their rows in the table of rules. */
const aims = {
  'listing head': ({ submitted }) => keys.listingVersion(submitted, 1),
  'authorisation head': ({ granted }) => keys.authorisation(granted.id),
  'trade head': ({ trade }) => keys.trade(trade),
  "provider's stance": ({ asked }) => keys.stance('authorisation', asked.id, 'provider'),
  "operator's stance": ({ asked }) => keys.stance('authorisation', asked.id, 'operator'),
  "authority's stance": ({ submitted }) => keys.stance('listing', makeVersionId(submitted, 1), 'authority'),
  "authority's grade": ({ submitted }) => keys.grade(submitted),
  "provider's price": ({ trade }) => keys.price(trade, 'provider'),
  "buyer's price": ({ trade }) => keys.price(trade, 'buyer'),
  "operator's clearing": ({ trade }) => keys.clearing(trade),
  participant: (scene) => keys.participant(scene.participant),
  exchange: () => keys.exchange(),
  slot: ({ granted }) => keys.slot(granted.id, 1),
  'new delivery': ({ delivery }) => keys.delivery(delivery),
} as const satisfies Record<string, (scene: Scene) => Key<object>>;

const makeApproval = ({ termsHash }: Scene['asked']) => ({ state: 'APPROVED', judged: termsHash });

type Row = readonly [key: keyof typeof aims, change: string, write: (scene: Scene) => Omit<Patch, 'key'>];

/** The writes that a patched chaincode adds. */
const rows: readonly Row[] = [
  ['listing head', 'is listed without review', () => ({ set: { state: 'LISTED' } })],
  ['listing head', 'gets another content', () => ({ set: { state: 'IN_REVIEW', content: makeContent({ licence: 'other' }) } })],
  ['authorisation head', 'becomes ACTIVE unpaid', ({ trade }) => ({ set: { state: 'ACTIVE', trade } })],
  ['authorisation head', 'gets wider terms', () => ({ set: { state: 'REQUESTED', terms: { ...terms, count: 99_999 } } })],
  ['trade head', 'becomes AUTHORISED unpaid', () => ({ set: { state: 'AUTHORISED' } })],
  [
    'trade head',
    'gets a list price',
    () => ({ set: { state: 'ORDERED', atListPrice: true, charge: { amountMinor: 1, currency: 'CNY' } } }),
  ],
  ["provider's stance", 'is an approval', ({ asked, provider }) => ({ set: { ...makeApproval(asked), filledBy: provider } })],
  ["operator's stance", 'is an approval', ({ asked, operator }) => ({ set: { ...makeApproval(asked), filledBy: operator } })],
  ["authority's stance", 'is an agreement', () => ({ set: { state: 'APPROVED' } })],
  ["authority's stance", 'gets the policy of other organisations', () => ({ policy: encodeKeyPolicy(1, 'ProviderMSP', 'ExchangeMSP') })],
  ["authority's grade", 'is another', () => ({ set: { state: 'CLASSIFIED', grade: 'core', epoch: 2 } })],
  ["provider's price", 'is another', () => ({ set: { state: 'GIVEN', hash: hashBytes('1') } })],
  ["buyer's price", 'is another', () => ({ set: { state: 'GIVEN', hash: hashBytes('1') } })],
  ["operator's clearing", 'becomes FUNDED', () => ({ set: { state: 'FUNDED', amountHash: hashBytes('2') } })],
  ['participant', 'gets another role', () => ({ set: { state: 'ACTIVE', roles: ['operator'] } })],
  ['exchange', 'gets another operator', () => ({ set: { state: 'FOUNDED', operatorMspId: 'ProviderMSP' } })],
  ['slot', 'is taken', ({ delivery }) => ({ set: { state: 'TAKEN', delivery } })],
  ['new delivery', 'is opened', ({ delivery }) => ({ set: { state: 'OPENED', id: delivery } })],
];

/** The ledger accepts the operator's statement that it was paid; the auditor sees that both sides named another amount. */
const brokenBy: Partial<Record<Row[0], readonly number[]>> = { "operator's clearing": [5] };

describe.each([
  ['ProviderMSP', 'provider'],
  ['ExchangeMSP', 'operator'],
] as const)('chaincode patched at the peer of %s', (patchedAt, itsOwn) => {
  const isOwn = ([key]: Row) => key.startsWith(`${itsOwn}'s`);
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
    const submitted = makeId('lst');
    const { revision } = await provider.call('CreateListing', { id: submitted, content: makeContent() });
    await provider.call('SubmitListing', { id: submitted, version: 1, revision });
    const { id: listed } = await publish(exchange, makeContent({ charge: { basis: 'priced' } }));
    const [asked, granted] = [await patched.request(listed), await patched.request(listed)];
    for (const each of [provider, operator]) await each.call('ApproveAuthorisation', { id: granted.id, termsHash: granted.termsHash });
    const { id: trade } = await buyer.call('OrderTrade', { id: makeId('trd'), authorisation: granted.id, kind: 'sale' });
    const people = { participant: otherBuyer.id, provider: provider.id, operator: operator.id };
    return { submitted, listed, asked, granted, trade, delivery: makeId('dlv'), ...people };
  }

  /** Makes the approval of a new request, which only its own organisation's peer must endorse, with the write of a row. */
  async function approveWith([key, , write]: Row): Promise<PatchedCall> {
    const { id, termsHash } = await patched.request(scene.listed);
    const patch = { key: aims[key](scene), ...write(scene) };
    return PatchedCall.make(patched.getClient(patchedAt), { name: 'ApproveAuthorisation', command: { id, termsHash }, patch });
  }

  /** Reads all objects of the scene from a peer that is not patched. */
  function readScene(): Promise<readonly unknown[]> {
    const { auditor } = patched.exchange.members;
    const { submitted, asked, granted, trade, delivery, participant } = scene;
    return Promise.all([
      auditor.call('GetListing', { id: submitted, version: 1 }),
      auditor.call('GetAuthorisation', { id: asked.id }),
      auditor.call('GetAuthorisation', { id: granted.id }),
      auditor.call('GetTrade', { id: trade }),
      auditor.expectRefusal('GetDelivery', { id: delivery }),
      auditor.call('GetParticipant', { id: participant }),
      auditor.call('GetExchange', {}),
    ]);
  }

  /** Returns why the gateway does not endorse. */
  const readFailure = async (endorsing: Promise<Transaction>) => {
    const failure = await endorsing.catch((error: unknown) => error);
    return failure instanceof EndorseError ? failure.details.map(({ message }) => message).join() : failure;
  };

  describe('illegal writes', () => {
    it.each(rows.filter((row) => !isOwn(row)))('rejects an illegal write at commit: %s %s', async (...row) => {
      const before = await readScene();
      const one = await approveWith(row);
      expect(await patched.order(await one.endorseAt([patchedAt]))).toBe('ENDORSEMENT_POLICY_FAILURE');
      const another = await approveWith(row);
      expect(await readFailure(another.endorseAt(organisations))).toContain('ProposalResponsePayloads do not match');
      // Combines two endorsements of the patched peer with those of the peers that answered otherwise.
      const [own, others] = [await another.endorseAt([patchedAt]), await another.endorseAt(honest)];
      expect(await patched.order(another.graft(own, [own, own, others]))).toBe('ENDORSEMENT_POLICY_FAILURE');
      expect(await readScene()).toEqual(before);
    });

    it('leaves a ledger that verifies after illegal writes', async () => {
      const blocks = await readAllBlocks();
      const report = await verifyLedger(blocks, {
        pinnedRoots: readPinnedRoots(patched.exchange.network.profilePath),
        inspector: new ChangeInspector(),
      });
      expect(report.problems).toEqual([]);
      const attempts = 2 * rows.filter((row) => !isOwn(row)).length;
      expect(report).toMatchObject({ verified: true, byFlag: { ENDORSEMENT_POLICY_FAILURE: attempts } });
      expect(await findViolations(blocks)).toEqual([]);
      expect((await replayCalls(blocks)).findings).toEqual([]);
    });
  });

  it.each(rows.filter(isOwn))('leaves a write of its own organisation to the auditor: %s %s', async (...row) => {
    const before = await readScene();
    const call = await approveWith(row);
    const own = await call.endorseAt([patchedAt]);
    expect(await patched.order(call.graft(own, [own]))).toBe('VALID');
    // Without the statement of its organisation, nobody reads it as said.
    expect(await readScene()).toEqual(before);
    const blocks = await readAllBlocks();
    expect(await findViolations(blocks)).toEqual(brokenBy[row[0]] ?? []);
    const key = toStateKey(aims[row[0]](scene));
    expect((await replayCalls(blocks)).findings).toContainEqual(expect.objectContaining({ code: 'WRITE_UNEXPECTED', key }));
  });

  /** Reads every block up to now. */
  async function readAllBlocks(): Promise<readonly Uint8Array[]> {
    return patched.readBlocks((await patched.request(scene.listed)).change.txId);
  }
});
