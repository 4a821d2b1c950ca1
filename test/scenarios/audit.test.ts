import { common, peer } from '@hyperledger/fabric-protos';
import { ChangeInspector, checkInvariants, readHistory, readPinnedRoots, RecordHistory, verifyExchange } from '@databund/audit';
import { verifyLedger, type VerificationReport } from '@databund/ledger-verifier';
import { keys, toStateKey, makeVersionId } from '@databund/model';
import { Exchange } from '../support/exchange';
import type { FabricNetwork } from '../support/fabric-network';
import { encodeKeyPolicy } from '../support/key-policies';
import { publish } from '../support/listings';
import { openNetwork } from '../support/open-network';
import type { Operation } from '../support/probe-chaincode/operation';
import { ProbeClient } from '../support/probe-client';
import { networkTimeoutMs } from '../support/timeouts';
import { TestError } from '../support/test-error';

jest.setTimeout(networkTimeoutMs);

const listCodes = ({ problems }: VerificationReport) => [...new Set(problems.map(({ code }) => code))];

describe('the verifier on blocks of a running network', () => {
  let network: FabricNetwork;
  let provider: ProbeClient;
  let blocks: readonly Uint8Array[];

  beforeAll(async () => {
    network = await openNetwork({ batchTimeoutMs: 200 });
    provider = await ProbeClient.connect(network, 'ProviderMSP');
    blocks = await provider.readBlocks(await writeAllKinds());
  });
  afterAll(async () => {
    provider.close();
    await network.stop();
  });

  /** Writes values, conflicts, phantoms, key policies and private data, and returns the number of the last block. */
  async function writeAllKinds(): Promise<number> {
    const put = (key: string): Operation => ({ op: 'put', key, value: '1' });
    await provider.submit(['r1', 'r2', 'taken', 'counter'].map(put));
    await race([{ op: 'get', key: 'counter' }, put('counter')], [{ op: 'get', key: 'counter' }, put('counter')]);
    await race([put('r11')], [{ op: 'range', start: 'r', end: 's' }, put('scanned')]);
    await provider.submit([{ op: 'range', start: 'r', end: 's' }, put('scanned')]);
    await provider.submit([{ op: 'delete', key: 'taken' }]);
    await provider.submit([put('own'), { op: 'set-policy', key: 'own', policy: encodeKeyPolicy(1, 'ProviderMSP') }]);
    await provider.submit([{ op: 'set-policy', key: 'own', policy: encodeKeyPolicy(1, 'ProviderMSP', 'BuyerMSP') }]);
    await provider.submit([put('own')]);
    const collection = '_implicit_org_ProviderMSP';
    const transient = { secret: 'a price' };
    await provider.submit([{ op: 'put-private', collection, key: 'secret' }], { transient, organisations: ['ProviderMSP'] });
    return (
      await provider.submit([{ op: 'get-private-hash', collection, key: 'secret' }, put('last')], {
        organisations: ['ExchangeMSP', 'ProviderMSP'],
      })
    ).blockNumber;
  }

  /** Endorses all transactions before it orders the first. */
  async function race(...transactions: (readonly Operation[])[]): Promise<void> {
    const endorsed = await Promise.all(transactions.map((operations) => provider.endorse(operations)));
    const commits = [];
    for (const transaction of endorsed) commits.push(await transaction.submit());
    await Promise.all(commits.map((commit) => commit.getStatus()));
  }

  const verify = (of: readonly Uint8Array[], pinnedRoots = readPinnedRoots(network.profilePath)) => verifyLedger(of, { pinnedRoots });

  it('explains each valid and each invalid transaction from the pinned roots alone', async () => {
    const report = await verify(blocks);
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ verified: true, blocks: blocks.length, channel: network.connectionProfile.channel });
    expect(report.byFlag).toEqual({ VALID: report.transactions - 2, MVCC_READ_CONFLICT: 1, PHANTOM_READ_CONFLICT: 1 });
    // The commit hash of the policy on an existing value cannot be computed from the blocks.
    expect(report.checked).toMatchObject({ blockSignatures: blocks.length - 1, commitHashes: blocks.length - 2 });
  });

  it('reports blocks of an organisation whose root is not pinned, or pinned with another root', async () => {
    const { BuyerMSP: buyer = [], ...others } = readPinnedRoots(network.profilePath);
    expect(listCodes(await verify(blocks, others))).toEqual(['ROOT_NOT_PINNED']);
    expect(listCodes(await verify(blocks, { ...others, BuyerMSP: buyer, ProviderMSP: buyer }))).toEqual(['ROOT_NOT_PINNED']);
  });

  it('reports a valid transaction that is flagged invalid', async () => {
    const last = common.Block.deserializeBinary(blocks.at(-1)!);
    const metadata = last.getMetadata()!;
    const flags = Uint8Array.from(metadata.getMetadataList_asU8()[2]!).fill(peer.TxValidationCode.ENDORSEMENT_POLICY_FAILURE);
    metadata.setMetadataList(metadata.getMetadataList_asU8().map((each, index) => (index === 2 ? flags : each)));
    expect(listCodes(await verify([...blocks.slice(0, -1), last.serializeBinary()]))).toEqual(['FLAG_UNFOUNDED', 'COMMIT_HASH']);
  });

  it('reports a transaction that is missing from its block', async () => {
    expect(listCodes(await verify(blocks.filter((_, number) => number !== 3)))).toEqual(
      expect.arrayContaining(['BLOCK_NUMBER', 'PREVIOUS_HASH']),
    );
  });
});

describe('the auditor on blocks of an exchange', () => {
  let exchange: Exchange;
  let reader: ProbeClient;

  beforeAll(async () => {
    exchange = await Exchange.open();
    reader = await ProbeClient.connectObserver(exchange.network, 'RegulatorMSP');
  });
  afterAll(async () => {
    reader.close();
    await exchange.close();
  });

  it('reports who changed an object and which peers endorsed the change, and finds every rule kept', async () => {
    const { id, version, revision } = await publish(exchange);
    const { operator } = exchange.members;
    await operator.call('SuspendListing', { id, version, revision, reason: { code: 'quality' } });
    const stance = toStateKey(keys.stance('listing', makeVersionId(id, version), 'operator'));
    const head = toStateKey(keys.listingVersion(id, version));
    const blocks = await reader.readBlocks(await findLastBlock(stance));

    const report = await verifyLedger(blocks, {
      pinnedRoots: readPinnedRoots(exchange.network.profilePath),
      inspector: new ChangeInspector(),
    });
    expect(report.problems).toEqual([]);
    expect(report.checked.stances).toBeGreaterThan(2);
    expect(report.checked.revisions).toBeGreaterThan(15);

    const whole = await verifyExchange(blocks, { pinnedRoots: readPinnedRoots(exchange.network.profilePath) });
    expect(whole).toMatchObject({ verified: true, problems: [], checkedByHashOnly: 0, answersNotCompared: 0 });
    expect(whole.reExecuted).toBeGreaterThan(15);

    const records = new RecordHistory(['exchange', 'grade']);
    for await (const block of records.follow(blocks)) expect(block.length).toBeGreaterThan(0);
    expect(records.changes[0]).toMatchObject({ key: 'exchange', revision: 1, actor: 'admin@ExchangeMSP', record: { state: 'FOUNDED' } });
    expect(records.changes.at(-1)).toMatchObject({ key: `grade~${id}`, action: expect.any(String) as string });

    const results = await checkInvariants(blocks);
    expect(results.map(({ number }) => number)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
    expect(results.flatMap(({ violations }) => violations)).toEqual([]);
    expect(results.filter(({ exercised }) => exercised > 0).map(({ number }) => number)).toEqual([4, 5, 8, 10, 11, 13, 14, 15]);

    const history = await readHistory(blocks, [head, stance]);
    const ofStance = history.filter(({ key }) => key === stance);
    expect(ofStance.map(({ change }) => change?.action)).toEqual(['submit', 'suspend']);
    for (const { change, signers, creator } of ofStance.slice(1)) {
      expect(signers.map(({ mspId, role }) => `${mspId}.${String(role)}`)).toContain('ExchangeMSP.peer');
      expect(creator).toMatchObject({ mspId: 'ExchangeMSP', role: 'client', actor: operator.id, certHash: change?.certHash.value });
    }
    expect(history.filter(({ key }) => key === head).map(({ change }) => change?.revision)).toEqual([1, 2, 3]);
  });

  /** Reads blocks until the peer has delivered the one in which the stance is SUSPENDED. */
  async function findLastBlock(stance: string): Promise<number> {
    const stream = await reader.network.getBlockEvents({ startBlock: 0n });
    const seen: Uint8Array[] = [];
    try {
      for await (const block of stream) {
        seen.push(block.serializeBinary());
        const history = await readHistory(seen, [stance]);
        if (history.at(-1)?.change?.to === 'SUSPENDED') return block.getHeader()?.getNumber() ?? 0;
      }
    } finally {
      stream.close();
    }
    throw new TestError('ENDED_EARLY', 'The stream of blocks ended before the stance was SUSPENDED.');
  }
});
