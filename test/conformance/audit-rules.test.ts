import { X509Certificate } from 'node:crypto';
import { common, msp } from '@hyperledger/fabric-protos';
import { hashBytes, keys, schemaVersion, toStateKey, type Change } from '@databund/model';
import { ChangeInspector, checkInvariants } from '@databund/audit';
import { verifyLedger } from '@databund/ledger-verifier';
import type { Signer } from '@databund/devnet/internal/endorser/endorser';
import { encodeSignaturePolicy } from '@databund/devnet/internal/orderer/signature-policy';
import { ForgedLedger, issueOrganisations } from './forged-ledger';
import { forgeTransaction, type Forgery } from './forged-transaction';
import { matchText } from '../support/matchers';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const listing = toStateKey(keys.listing('lst-1'));
const stance = toStateKey(keys.stance('authorisation', 'aut-1', 'provider'));
const participant = 'ptc-1';
const minute = 60_000;

describe('verification of a ledger that all its peers accepted', () => {
  let ledger: ForgedLedger;
  let provider: Signer;
  let [exchangePeer, providerPeer, buyerPeer]: Signer[] = [];

  beforeEach(async () => {
    ledger = await ForgedLedger.begin();
    provider = await ledger.makeClient('ProviderMSP', participant);
    [exchangePeer, providerPeer, buyerPeer] = ['ExchangeMSP', 'ProviderMSP', 'BuyerMSP'].map((mspId) => ledger.findNode(mspId));
  });

  /** Forges a transaction of the provider that the chaincode's policy allows, with the changes of a test. */
  const forge = (changes: Partial<Forgery> = {}) =>
    forgeTransaction({ creator: provider, endorsers: [exchangePeer!, providerPeer!], ...changes });

  /** Appends a transaction in a block of its own, and returns its id. */
  function append(changes: Partial<Forgery>, flag = 0): string {
    const { envelope, txId } = forge(changes);
    ledger.append([envelope], { flags: [flag] });
    return txId;
  }

  const write = (key: string, record: (txId: string) => object | undefined, changes: Partial<Forgery> = {}): string =>
    append({
      writes: (txId) => {
        const value = record(txId);
        return { [key]: value && Buffer.from(JSON.stringify(value)) };
      },
      ...changes,
    });

  const changeOf = (txId: string, changes: Partial<Change> = {}): Change => ({
    revision: 1,
    action: 'create',
    from: 'NONE',
    to: 'DRAFT',
    actor: participant,
    mspId: 'ProviderMSP',
    certHash: hashBytes(readCertificate(provider)),
    txId,
    at: '2026-01-01T00:00:00.000Z',
    ...changes,
  });
  const recordOf =
    (changes: Partial<Change> = {}) =>
    (txId: string) => ({ schema: schemaVersion, state: 'DRAFT', change: changeOf(txId, changes) });
  const makeStance =
    (mspId: string, state: string, changes: Partial<Change> = {}) =>
    (txId: string) => ({
      schema: schemaVersion,
      mspId,
      state,
      change: changeOf(txId, changes),
    });

  async function findCodes(): Promise<readonly string[]> {
    const { problems } = await verifyLedger(ledger.blocks, { pinnedRoots: ledger.pinnedRoots, inspector: new ChangeInspector() });
    return problems.map(({ code }) => code);
  }

  describe('revisions of records', () => {
    it('reports revisions that do not run from 1 without a gap, each naming the change before', async () => {
      const first = write(listing, recordOf());
      const second = write(listing, recordOf({ revision: 2, previousTxId: first }));
      write(listing, recordOf({ revision: 3, previousTxId: second }));
      expect(await findCodes()).toEqual([]);
    });

    it.each<[string, (first: string) => Partial<Change>]>([
      ['leave one out', (first) => ({ revision: 3, previousTxId: first })],
      ['begin again', () => ({ revision: 1 })],
      ['name another change before', () => ({ revision: 2, previousTxId: 'another' })],
      ['name none', () => ({ revision: 2 })],
    ])('reports a revision that may not %s', async (_, changes) => {
      const first = write(listing, recordOf());
      write(listing, recordOf(changes(first)));
      expect(await findCodes()).toEqual(['REVISION']);
    });

    it('reports a first revision that is not 1', async () => {
      write(listing, recordOf({ revision: 2 }));
      expect(await findCodes()).toEqual(['REVISION']);
    });

    it('reports a change that names another transaction than its own', async () => {
      write(listing, recordOf({ txId: 'another' }));
      expect(await findCodes()).toEqual(['CHANGE_TRANSACTION']);
    });

    it.each<[string, Partial<Change>]>([
      ['participant', { actor: 'ptc-2' }],
      ['organisation', { mspId: 'BuyerMSP' }],
      ['certificate', { certHash: hashBytes(Buffer.from('another')) }],
    ])("reports a change that names another %s than its creator's", async (_, changes) => {
      write(listing, recordOf(changes));
      expect(await findCodes()).toEqual(['CHANGE_ACTOR']);
    });

    it('reports a record that loses its change, or is deleted', async () => {
      write(listing, recordOf());
      write(listing, () => ({ state: 'DRAFT' }));
      write(listing, () => undefined);
      expect(await findCodes()).toEqual(['CHANGE_MISSING', 'CHANGE_MISSING']);
    });

    it.each<[string, (record: ReturnType<ReturnType<typeof recordOf>>) => object]>([
      ['change has its form', (record) => ({ ...record, change: { txId: record.change.txId, revision: 1 } })],
      ['schema is said', ({ state, change }) => ({ state, change })],
      ['schema is a version', (record) => ({ ...record, schema: 0 })],
      ['state is said', ({ schema, change }) => ({ schema, change })],
    ])('starts again at revision 1 after a record whose %s, like the chaincode', async (_, spoilt) => {
      const first = write(listing, recordOf());
      write(listing, (txId) => spoilt(recordOf({ revision: 2, previousTxId: first })(txId)));
      write(listing, recordOf());
      expect(await findCodes()).toEqual(['CHANGE_MISSING']);
    });

    it('reports times that go back, and ignores unreadable ones', async () => {
      const at = new Date();
      write(listing, (txId) => ({ state: 'DRAFT', change: changeOf(txId, { at: '2099-01-01T00:00:00.000Z' }) }));
      const other = toStateKey(keys.listing('lst-2'));
      write(other, recordOf({ at: at.toISOString() }), { at, reads: { [listing]: [2, 0] } });
      const violations = (await checkInvariants(ledger.blocks)).find(({ number }) => number === 11)?.violations;
      expect(violations).toEqual([expect.objectContaining({ block: 2, key: listing, details: matchText('cannot be read') })]);
    });
  });

  describe('stances', () => {
    it("reports a stance that its organisation's own peer did not endorse", async () => {
      const first = write(stance, makeStance('ProviderMSP', 'PENDING'));
      write(stance, makeStance('ProviderMSP', 'APPROVED', { revision: 2, previousTxId: first }));
      const { checked, problems } = await verifyLedger(ledger.blocks, { inspector: new ChangeInspector() });
      expect({ stances: checked.stances, problems }).toEqual({ stances: 2, problems: [] });
    });

    it("reports a stance that other organisations' peers took, though the chaincode's policy holds", async () => {
      const first = write(stance, makeStance('ProviderMSP', 'PENDING'));
      const others = { endorsers: [exchangePeer!, buyerPeer!] };
      write(stance, makeStance('ProviderMSP', 'APPROVED', { revision: 2, previousTxId: first }), others);
      expect(await findCodes()).toEqual(['STANCE_FOREIGN']);
    });

    it('reports a stance that passes to another organisation', async () => {
      const first = write(stance, makeStance('BuyerMSP', 'PENDING'));
      write(stance, makeStance('ProviderMSP', 'APPROVED', { revision: 2, previousTxId: first }));
      expect(await findCodes()).toEqual(['STANCE_FOREIGN']);
    });

    it('reports a stance that a participant of another organisation fills', async () => {
      const first = write(stance, makeStance('BuyerMSP', 'PENDING'));
      const endorsers = [exchangePeer!, buyerPeer!];
      write(stance, makeStance('BuyerMSP', 'APPROVED', { revision: 2, previousTxId: first }), { endorsers });
      expect(await findCodes()).toEqual(['STANCE_FOREIGN']);
    });

    it('reports a stance that is created as APPROVED', async () => {
      write(stance, makeStance('ProviderMSP', 'APPROVED'));
      expect(await findCodes()).toEqual(['STANCE_NOT_PENDING']);
    });

    it('reports a stance that others delete', async () => {
      write(stance, makeStance('ProviderMSP', 'PENDING'));
      write(stance, () => undefined, { endorsers: [exchangePeer!, buyerPeer!] });
      expect(await findCodes()).toEqual(['STANCE_FOREIGN', 'CHANGE_MISSING']);
    });
  });

  describe('endorsement policies', () => {
    const own = (mspId: string) => encodeSignaturePolicy({ n: 1, of: [{ mspId, role: 'PEER' }] }).serializeBinary();

    it("applies the chaincode's policy to keys without their own", async () => {
      append({ writes: () => ({ plain: Buffer.from('1') }), endorsers: [providerPeer!, buyerPeer!] });
      expect(await findCodes()).toEqual(['POLICY_UNSATISFIED']);
    });

    it("applies the chaincode's policy to a transaction that writes nothing", async () => {
      append({ endorsers: [providerPeer!] });
      expect(await findCodes()).toEqual(['POLICY_UNSATISFIED']);
    });

    it("applies a key's policy instead of the chaincode's from the next block on", async () => {
      append({ writes: () => ({ plain: Buffer.from('1') }), policies: { plain: own('BuyerMSP') } });
      append({ writes: () => ({ plain: Buffer.from('2') }), endorsers: [buyerPeer!] });
      expect(await findCodes()).toEqual([]);
      append({ writes: () => ({ plain: Buffer.from('3') }) });
      expect(await findCodes()).toEqual(['POLICY_UNSATISFIED']);
    });

    it("deletes a key's policy with the key", async () => {
      append({ writes: () => ({ plain: Buffer.from('1') }), policies: { plain: own('BuyerMSP') } });
      append({ writes: () => ({ plain: undefined }), endorsers: [buyerPeer!] });
      append({ writes: () => ({ plain: Buffer.from('2') }) });
      expect(await findCodes()).toEqual([]);
    });

    it('rejects every write of a key in the block that sets its policy', async () => {
      append({ writes: () => ({ plain: Buffer.from('1') }) });
      const [set, written] = [forge({ policies: { plain: own('ExchangeMSP') } }), forge({ writes: () => ({ plain: Buffer.from('2') }) })];
      ledger.append([set.envelope, written.envelope], { flags: [0, 10] });
      expect(await findCodes()).toEqual([]);
      ledger.blocks.pop();
      ledger.append([set.envelope, written.envelope]);
      expect(await findCodes()).toContain('POLICY_CHANGING');
    });

    it('counts only peers for a policy, and each once', async () => {
      append({ writes: () => ({ plain: Buffer.from('1') }), endorsers: [exchangePeer!, provider] });
      expect(await findCodes()).toEqual(['ENDORSER_NOT_PEER', 'POLICY_UNSATISFIED']);
      append({ writes: () => ({ other: Buffer.from('1') }), endorsers: [exchangePeer!, exchangePeer!] });
      expect(await findCodes()).toEqual(['ENDORSER_NOT_PEER', 'POLICY_UNSATISFIED', 'POLICY_UNSATISFIED']);
    });

    it('reports a policy that requires no signature', async () => {
      const nobody = encodeSignaturePolicy({ n: 0, of: [] }).serializeBinary();
      append({ writes: () => ({ plain: Buffer.from('1') }), policies: { plain: nobody } });
      append({ writes: () => ({ plain: Buffer.from('2') }), endorsers: [] });
      expect(await findCodes()).toEqual(['POLICY_VACUOUS']);
    });
  });

  describe('transactions', () => {
    it('reports a transaction for another channel or chaincode', async () => {
      append({ channel: 'another' });
      append({ proposedTo: 'another' });
      expect(await findCodes()).toEqual(['CHANNEL_FOREIGN', 'CHAINCODE_FOREIGN']);
    });

    it('reports a creator whose certificate was not valid at the time of the transaction', async () => {
      const countBack = (minutes: number) => new Date(Date.now() - minutes * minute);
      // All times lie within the skew that the auditor permits.
      const validity = { notBefore: countBack(10), notAfter: countBack(5) };
      const former = await ledger.makeClient('ProviderMSP', 'ptc-2', validity);
      append({ creator: former, at: countBack(7) });
      expect(await findCodes()).toEqual([]);
      append({ creator: former });
      append({ creator: former, at: countBack(12) });
      expect(await findCodes()).toEqual(['CREATOR_EXPIRED', 'CREATOR_EXPIRED']);
    });

    it("reports creators and endorsers that the channel's organisations do not know", async () => {
      const elsewhere = await ForgedLedger.begin(issueOrganisations());
      append({ creator: await elsewhere.makeClient('ProviderMSP', participant) });
      append({ endorsers: [exchangePeer!, providerPeer!, elsewhere.findNode('BuyerMSP')] });
      expect(await findCodes()).toEqual(['CREATOR_INVALID', 'ENDORSEMENT_INVALID']);
    });

    it('reports a transaction that read another version than the ledger had', async () => {
      append({ writes: () => ({ plain: Buffer.from('1') }), reads: { plain: undefined } });
      append({ writes: () => ({ plain: Buffer.from('2') }), reads: { plain: [2, 0] } });
      expect(await findCodes()).toEqual([]);
      append({ writes: () => ({ other: Buffer.from('3') }), reads: { plain: [2, 0] } });
      expect(await findCodes()).toEqual(['READ_VERSION']);
    });

    it('reports a read of a key that its block created and deleted', async () => {
      const made = forge({ writes: () => ({ brief: Buffer.from('1') }) });
      const taken = forge({ writes: () => ({ brief: undefined }) });
      const read = forge({ reads: { brief: undefined }, writes: () => ({ other: Buffer.from('1') }) });
      ledger.append([made, taken, read].map(({ envelope }) => envelope));
      expect(await findCodes()).toEqual(['READ_VERSION']);
    });

    it('reports a transaction that is flagged invalid without a reason', async () => {
      for (const flag of [4, 5, 8, 9, 10, 11, 12, 24, 255]) append({ writes: () => ({ plain: Buffer.from('1') }) }, flag);
      const found = await findCodes();
      expect(found).toEqual(found.map(() => 'FLAG_UNFOUNDED'));
      expect(found).toHaveLength(9);
    });

    it('counts a transaction once, however often it was ordered', async () => {
      const { envelope } = forge({ writes: () => ({ plain: Buffer.from('1') }) });
      ledger.append([envelope, envelope], { flags: [0, 9] });
      ledger.append([envelope], { flags: [9] });
      expect(await findCodes()).toEqual([]);
      ledger.append([envelope]);
      expect(await findCodes()).toEqual(['TRANSACTION_TWICE']);
    });
  });

  describe('blocks', () => {
    it('reports a block that a peer signed instead of the orderer', async () => {
      ledger.append([forge().envelope], { signer: exchangePeer! });
      expect(await findCodes()).toEqual(['BLOCK_SIGNATURE']);
    });

    it('requires a signature even if a forged block 0 does not', async () => {
      const genesis = common.Block.deserializeBinary(ledger.blocks[0]!);
      const envelope = common.Envelope.deserializeBinary(genesis.getData()!.getDataList_asU8()[0]!);
      const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
      const config = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8());
      const policy = config
        .getConfig()!
        .getChannelGroup()!
        .getGroupsMap()
        .get('Orderer')!
        .getPoliciesMap()
        .get('BlockValidation')!
        .getPolicy()!;
      policy.setType(common.Policy.PolicyType.SIGNATURE);
      policy.setValue(encodeSignaturePolicy({ n: 0, of: [] }).serializeBinary());
      payload.setData(config.serializeBinary());
      envelope.setPayload(payload.serializeBinary());
      genesis.getData()!.setDataList([envelope.serializeBinary()]);
      const { problems } = await verifyLedger([genesis.serializeBinary()], { pinnedRoots: ledger.pinnedRoots });
      expect(problems.map(({ code }) => code)).toEqual(['DATA_HASH', 'POLICY_VACUOUS']);
    });
  });
});

function readCertificate({ serialized }: Signer): Buffer {
  return new X509Certificate(Buffer.from(msp.SerializedIdentity.deserializeBinary(serialized).getIdBytes_asU8())).raw;
}
