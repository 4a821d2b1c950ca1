import { common } from '@hyperledger/fabric-protos';
import { verifyLedger, type Problem, type VerificationReport, type VerifyOptions } from '@databund/ledger-verifier';
import { signAgain } from '../mutate/sign-again';
import { networkTimeoutMs } from '../support/timeouts';
import { ForgedLedger } from './forged-ledger';
import { forgeTransaction, type Forgery } from './forged-transaction';

jest.setTimeout(networkTimeoutMs);

const { SIGNATURES, ORDERER, COMMIT_HASH } = common.BlockMetadataIndex;
const batchTimeout = { groups: ['Orderer'], name: 'BatchTimeout', content: Buffer.from([0x0a, 2, 0x35, 0x73]) };
/** The block in which the configuration changes. */
const configBlock = 3;

describe('verification of what a network is', () => {
  let ledger: ForgedLedger;
  let report: VerificationReport;
  let forgery: Forgery;

  beforeAll(async () => {
    ledger = await ForgedLedger.begin();
    const creator = await ledger.makeClient('ProviderMSP', 'ptc-one');
    forgery = { creator, endorsers: ['ExchangeMSP', 'ProviderMSP'].map((mspId) => ledger.findNode(mspId)) };
    write('before');
    ledger.appendConfig(batchTimeout, [ledger.findAdministrator('OrdererMSP')]);
    write('after');
    report = await verifyLedger(ledger.blocks, { pinnedRoots: ledger.pinnedRoots });
  });

  function write(key: string, changes: Partial<Forgery> = {}): void {
    ledger.append([forgeTransaction({ ...forgery, writes: () => ({ [key]: Buffer.from('1') }), ...changes }).envelope]);
  }

  async function find(blocks: readonly Uint8Array[], options: VerifyOptions = {}): Promise<readonly Problem[]> {
    return (await verifyLedger(blocks, { pinnedRoots: ledger.pinnedRoots, ...options })).problems;
  }

  /** Returns the blocks with one of them changed, and signed again by the orderer from there on if it is asked for. */
  function change(number: number, edit: (block: common.Block) => void, isSignedAgain = false): readonly Uint8Array[] {
    const blocks = ledger.blocks.map((bytes, index) => {
      const block = common.Block.deserializeBinary(bytes);
      if (index === number) edit(block);
      return block.serializeBinary();
    });
    return isSignedAgain ? signAgain(blocks, number, ledger.findNode('OrdererMSP')) : blocks;
  }

  function setMetadata(block: common.Block, index: number, bytes: Uint8Array): void {
    const list = block.getMetadata()?.getMetadataList_asU8() ?? [];
    block
      .getMetadata()
      ?.setMetadataList(Array.from({ length: Math.max(list.length, index + 1) }, (_, at) => (at === index ? bytes : list[at]!)));
  }

  const listCodes = (problems: readonly Problem[]) => [...new Set(problems.map(({ code }) => code))];

  it('finds no problem, and says what it took on trust', () => {
    expect(report).toMatchObject({ verified: true, pinned: false, checked: { configUpdates: 1 } });
    expect(report.verdict).toContain('channel policies, orderers, chaincode definitions, height of the ledger');
    expect(report.network.configurations.map(({ sequence }) => sequence)).toEqual([0, 1]);
  });

  it('takes nothing on trust if it is given what it prints about the network, and a checkpoint', async () => {
    const checkpoint = { height: report.blocks, hash: report.lastBlockHash };
    const pinned = await verifyLedger(ledger.blocks, { pinnedRoots: ledger.pinnedRoots, pins: report.network, checkpoint });
    expect(pinned).toMatchObject({ verified: true, pinned: true, trusted: [] });
  });

  it('reports weaker policies in block 0 that the orderer signed again', async () => {
    const weakened = change(0, (block) => loosen(block), true).slice(0, configBlock);
    expect(await find(weakened)).toEqual([]);
    const problems = await find(weakened, { pins: { configurations: report.network.configurations } });
    expect(problems[0]).toMatchObject({ code: 'NETWORK_NOT_PINNED', block: 0 });
    expect(problems[0]?.details).toContain('/Channel/Application/Writers');
  });

  it('reports a truncated tail and an emptied last block by height, checkpoint or the block itself', async () => {
    const checkpoint = { height: report.blocks, hash: report.lastBlockHash };
    const tail = ledger.blocks.slice(0, -1);
    expect(listCodes(await find(tail, { height: report.blocks }))).toEqual(['HEIGHT']);
    expect(listCodes(await find(tail, { checkpoint }))).toEqual(['HEIGHT']);
    const last = report.blocks - 1;
    const emptied = change(last, (block) => block.getData()?.setDataList([]), true);
    expect(listCodes(await find(emptied, { checkpoint }))).toEqual(expect.arrayContaining(['BLOCK_EMPTY', 'CHECKPOINT']));
  });

  it('reports missing commit hashes, extra metadata and unknown fields', async () => {
    expect(listCodes(await find(change(2, (block) => setMetadata(block, COMMIT_HASH, new Uint8Array()))))).toContain('COMMIT_HASH_MISSING');
    for (const index of [ORDERER, COMMIT_HASH + 1])
      expect(listCodes(await find(change(2, (block) => setMetadata(block, index, Buffer.from('extra')))))).toEqual(['METADATA_UNEXPECTED']);
    expect(listCodes(await find(change(0, (block) => setMetadata(block, COMMIT_HASH, Buffer.from([0xff])))))).toEqual(['FIELD_UNKNOWN']);
    const extended = ledger.blocks.map((bytes, number) => (number === 2 ? Buffer.concat([bytes, Buffer.from([0x7a, 1, 0])]) : bytes));
    expect(listCodes(await find(extended))).toEqual(['FIELD_UNKNOWN']);
  });

  it('reports an orderer that signed a block twice', async () => {
    const twice = change(2, (block) => {
      const metadata = common.Metadata.deserializeBinary(block.getMetadata()?.getMetadataList_asU8()[SIGNATURES] ?? new Uint8Array());
      const [signature = new common.MetadataSignature()] = metadata.getSignaturesList();
      metadata.setSignaturesList([signature, signature]);
      setMetadata(block, SIGNATURES, metadata.serializeBinary());
    });
    const [problem] = await find(twice);
    expect(problem).toMatchObject({ code: 'BLOCK_SIGNATURE', block: 2, details: 'an orderer of OrdererMSP signed twice' });
  });

  it('reports a configuration whose update lacks signatures, reads other versions, or leads elsewhere', async () => {
    const edit = (change: (envelope: common.ConfigEnvelope) => void) =>
      changeConfig((envelope) => {
        change(envelope);
        return envelope;
      });
    const broken: readonly (readonly [string, (envelope: common.ConfigEnvelope) => void])[] = [
      ['names no update', (envelope) => envelope.clearLastUpdate()],
      ['not what its update makes', (envelope) => envelope.getConfig()?.getChannelGroup()?.setModPolicy('Writers')],
      ['signed its update', (envelope) => envelope.getLastUpdate()?.setSignature(Buffer.from('none'))],
    ];
    for (const [reason, breakIt] of broken) {
      const problem = (await find(edit(breakIt))).find(({ code }) => code === 'CONFIG_UPDATE');
      expect(problem?.details).toContain(reason);
    }
  });

  it('reports a change of the configuration by administrators who may not make it', async () => {
    const other = await ForgedLedger.begin();
    other.appendConfig(batchTimeout, [other.findAdministrator('ProviderMSP')]);
    const { problems } = await verifyLedger(other.blocks, { pinnedRoots: other.pinnedRoots });
    expect(problems).toMatchObject([{ code: 'CONFIG_UPDATE', block: 2 }]);
    expect(problems[0]?.details).toContain('changed by ProviderMSP.admin, /Channel/Orderer/Admins (MAJORITY Admins) expected');
  });

  it('reports a transaction whose time is ahead of the clocks of two other organisations', async () => {
    const day = 86_400_000;
    write('ahead', { at: new Date(Date.now() + day) });
    write('later', { creator: await ledger.makeClient('BuyerMSP', 'ptc-two') });
    expect(await find(ledger.blocks)).toEqual([]);
    write('latest', { creator: await ledger.makeClient('RegulatorMSP', 'ptc-three') });
    const problems = await find(ledger.blocks);
    expect(problems).toMatchObject([{ code: 'TIME_AHEAD', block: 5, actor: 'ProviderMSP' }]);
    expect(await find(ledger.blocks, { skewMs: 2 * day })).toEqual([]);
  });

  /** Returns the blocks with another configuration, signed by the orderer. */
  function changeConfig(edit: (envelope: common.ConfigEnvelope) => common.ConfigEnvelope): readonly Uint8Array[] {
    return change(
      configBlock,
      (block) => {
        editEnvelope(block, (payload) =>
          payload.setData(edit(common.ConfigEnvelope.deserializeBinary(payload.getData_asU8())).serializeBinary()),
        );
      },
      true,
    );
  }
});

/** Changes the payload of the first envelope of a block. */
function editEnvelope(block: common.Block, edit: (payload: common.Payload) => void): void {
  const envelope = common.Envelope.deserializeBinary(block.getData()?.getDataList_asU8()[0] ?? new Uint8Array());
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  edit(payload);
  envelope.setPayload(payload.serializeBinary());
  block.getData()?.setDataList([envelope.serializeBinary()]);
}

/** Lets every reader write to the channel. */
function loosen(block: common.Block): void {
  editEnvelope(block, (payload) => {
    const envelope = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8());
    const application = envelope.getConfig()?.getChannelGroup()?.getGroupsMap().get('Application');
    const readers = application?.getPoliciesMap().get('Readers')?.getPolicy();
    application?.getPoliciesMap().get('Writers')?.setPolicy(readers);
    payload.setData(envelope.serializeBinary());
  });
}
