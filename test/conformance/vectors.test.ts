import { generateKeyPairSync, sign } from 'node:crypto';
import { common, ledger, peer } from '@hyperledger/fabric-protos';
import { RangeReads, toRead } from '@databund/devnet/internal/ledger/range-query';
import { RwsetBuilder } from '@databund/devnet/internal/ledger/rwset-builder';
import { encodeBlockHeader, hashBlockData, hashBlockHeader } from '@databund/devnet/internal/proto/block-header';
import { compareUtf8, computeSha256 } from '@databund/devnet/internal/proto/bytes';
import { computeCommitHash, encodeUpdates, encodeVersion } from '@databund/devnet/internal/proto/commit-hash';
import { decodeOrderedVarint, encodeOrderedVarint } from '@databund/devnet/internal/proto/ordered-varint';
import { signMessage, toLowS, verifyMessage } from '@databund/devnet/internal/proto/signature';
import { computeTxId, encodeProposalResponsePayload, hashProposal } from '@databund/devnet/internal/proto/transaction';
import { readVectors } from './golden';

const vectors = readVectors();
const toBytes = (hex: string) => Buffer.from(hex, 'hex');
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

describe('byte encodings of Fabric', () => {
  it.each(vectors.blockHeader)('hashes the header of block $number like Fabric', ({ number, previousHash, dataHash, asn1, hash }) => {
    const header = { number: BigInt(number), previousHash: toBytes(previousHash), dataHash: toBytes(dataHash) };
    expect(toHex(encodeBlockHeader(header))).toBe(asn1);
    expect(toHex(hashBlockHeader(header))).toBe(hash);
  });

  it('hashes the data of a block as one string', () => {
    expect(toHex(hashBlockData(vectors.dataHash.data.map(toBytes)))).toBe(vectors.dataHash.hash);
  });

  it.each(Object.entries(vectors.orderPreservingVarUint64))('encodes %s so that bytes sort like numbers', (value, hex) => {
    expect(toHex(encodeOrderedVarint(BigInt(value)))).toBe(hex);
    if (Number.isSafeInteger(Number(value))) expect(decodeOrderedVarint(toBytes(hex)).value).toBe(Number(value));
  });

  it('encodes a version as block and transaction', () => {
    expect(toHex(encodeVersion({ blockNumber: 5, txIndex: 3 }))).toBe(vectors.height_5_3);
  });

  it('distinguishes a version of zeros from no version', () => {
    expect(toHex(toRead('k', { blockNumber: 0, txIndex: 0 }).serializeBinary())).toBe(vectors.kvread_0_0_version);
    expect(toHex(toRead('k', undefined).serializeBinary())).toBe(vectors.kvread_nil_version);
  });

  it('derives the transaction id from nonce and creator', () => {
    expect(computeTxId(toBytes(vectors.txid.nonce), toBytes(vectors.txid.creator))).toBe(vectors.txid.txid);
  });

  it.each(vectors.merkle50)('summarises a scan of $n keys like Fabric', ({ n, rqi_sha256 }) => {
    const reads = new RangeReads();
    for (let index = 0; index < n; index++) {
      reads.add(`key${String(index).padStart(6, '0')}`, { blockNumber: Math.floor(index / 10), txIndex: index % 10 });
    }
    const info = new ledger.rwset.kvrwset.RangeQueryInfo();
    info.setStartKey('key');
    info.setEndKey('kez');
    info.setItrExhausted(true);
    reads.writeTo(info);
    expect(toHex(computeSha256(info.serializeBinary()))).toBe(rqi_sha256);
  });

  it('orders keys by UTF-8 bytes', () => {
    expect([...vectors.rwset_readorder_cc1].reverse().sort(compareUtf8)).toEqual(vectors.rwset_readorder_cc1);
    expect(['😀', '\uffff', 'oé', 'oa', 'o', ''].sort(compareUtf8)).toEqual(['', 'o', 'oa', 'oé', '\uffff', '😀']);
  });
});

describe('proposals of Fabric', () => {
  const { proposal } = vectors;
  const parsed = peer.Proposal.deserializeBinary(toBytes(proposal.proposalBytes));
  const header = common.Header.deserializeBinary(parsed.getHeader_asU8());
  const withTransient = peer.ChaincodeProposalPayload.deserializeBinary(parsed.getPayload_asU8());
  const content = {
    results: toBytes(vectors.rwset.public),
    response: { status: 200, message: '', payload: Buffer.from('result') },
    chaincode: { name: 'cc1', version: '1.0' },
  };

  it('hashes a proposal without its transient data', () => {
    const bare = new peer.ChaincodeProposalPayload();
    bare.setInput(withTransient.getInput_asU8());
    expect(withTransient.getTransientmapMap().getLength()).toBe(1);
    expect(toHex(hashProposal(header.getChannelHeader_asU8(), header.getSignatureHeader_asU8(), bare.serializeBinary()))).toBe(
      proposal.proposalHash,
    );
  });

  it('answers a proposal with the same payload as Fabric, with an event and without', () => {
    const hash = toBytes(proposal.proposalHash);
    const bare = { ...content, response: { status: 200, message: '', payload: Buffer.alloc(0) } };
    expect(toHex(encodeProposalResponsePayload(hash, bare))).toBe(proposal.proposalResponsePayloadNoEvent);
    expect(toHex(encodeProposalResponsePayload(hash, { ...content, event: toBytes(proposal.event) }))).toBe(
      proposal.proposalResponsePayload,
    );
  });

  it('endorses a proposal over payload and endorser', () => {
    const signed = computeSha256(toBytes(proposal.proposalResponsePayload), toBytes(proposal.endorser));
    expect(toHex(signed)).toBe(proposal.endorsementSignedBytes_sha256);
  });
});

describe('read-write sets of Fabric', () => {
  const policy = Buffer.from('pol');
  const builder = new RwsetBuilder();

  it('builds a read-write set byte for byte like Fabric', () => {
    const golden = ledger.rwset.TxReadWriteSet.deserializeBinary(toBytes(vectors.rwset.public)).getNsRwsetList();
    const set = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(golden[1]!.getRwset_asU8());
    const namespace = builder.openNamespace('cc1');
    const sequence = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(golden[0]!.getRwset_asU8()).getReadsList()[0]!.getVersion()!;
    builder.openNamespace('_lifecycle').reads.set('namespaces/fields/cc1/Sequence', toVersion(sequence));
    for (const read of set.getReadsList().reverse()) {
      const version = read.getVersion();
      namespace.reads.set(read.getKey(), version && toVersion(version));
    }
    namespace.ranges.push(...set.getRangeQueriesInfoList(), ...set.getRangeQueriesInfoList());
    for (const [key, value] of [
      ['wempty', ''],
      ['wdel', ''],
      ['w2', 'v2'],
      ['w1', 'overwritten'],
      ['w1', 'v1'],
    ] as const) {
      namespace.writes.set(key, { value: Buffer.from(value) });
    }
    namespace.metadata.set('w2', new Map());
    namespace.metadata.set(
      'w1',
      new Map([
        ['VALIDATION_PARAMETER', policy],
        ['A', Buffer.from('x')],
      ]),
    );
    const collection = namespace.openCollection('coll1');
    const hashed = ledger.rwset.kvrwset.HashedRWSet.deserializeBinary(golden[1]!.getCollectionHashedRwsetList()[0]!.getHashedRwset_asU8());
    const readHash = hashed.getHashedReadsList()[0]!;
    const candidates = ['pr1', 'pr', 'pk1', 'pread', 'pk0', 'pr-1'];
    const readKey = candidates.find((key) => computeSha256(Buffer.from(key)).equals(readHash.getKeyHash_asU8()));
    expect(readKey).toBeDefined();
    collection.reads.set(readKey!, toVersion(readHash.getVersion()!));
    collection.writes.set('pkpurge', { value: Buffer.alloc(0), isPurge: true });
    collection.writes.set('pkdel', { value: Buffer.alloc(0) });
    collection.writes.set('pk2', { value: Buffer.from('secret2') });
    collection.writes.set('pk1', { value: Buffer.from('secret1') });
    collection.metadata.set('pk1', new Map([['VALIDATION_PARAMETER', policy]]));
    expect(toHex(builder.buildPublic())).toBe(vectors.rwset.public);
    expect(toHex(builder.buildPrivate()!)).toBe(vectors.rwset.private);
  });
});

describe('commit hashes of Fabric', () => {
  const makeEntry = (blockNumber: number, txIndex: number, value?: string) => ({
    version: { blockNumber, txIndex },
    value: value === undefined ? undefined : Buffer.from(value),
  });
  const none = new Map<string, never>();
  const updates = new Map([
    ['cc2', { keys: new Map([['b', makeEntry(2, 0, 'vb')]]), collections: none }],
    [
      'cc1',
      {
        keys: new Map([
          ['k3', makeEntry(2, 2, 'v3')],
          ['k2', makeEntry(2, 1, 'v2')],
          ['k1', makeEntry(2, 1)],
        ]),
        collections: new Map([['coll1', new Map([['010203', { version: { blockNumber: 2, txIndex: 1 }, value: toBytes('040506') }]])]]),
      },
    ],
    ['', { keys: new Map([['CHANNEL_CONFIG_ENV_BYTES', makeEntry(2, 0, 'config')]]), collections: none }],
  ]);

  it('includes flags, updates without metadata or configuration, and the hash before', () => {
    expect(toHex(encodeUpdates(updates))).toBe(vectors.commitHash.updatesProto);
    const { flags, previousCommitHash, commitHash } = vectors.commitHash.example;
    expect(toHex(computeCommitHash(toBytes(flags), encodeUpdates(updates), toBytes(previousCommitHash)))).toBe(commitHash);
  });
});

describe('signatures', () => {
  const message = Buffer.from('signed');
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });

  it('makes signatures with low s that verify', () => {
    for (let round = 0; round < 32; round++) {
      const signature = signMessage(privateKey, message);
      expect(toLowS(signature)).toEqual(signature);
      expect(verifyMessage(publicKey, message, signature)).toBe(true);
    }
  });

  it('rejects a signature with high s, and accepts it once lowered', () => {
    let high = sign('sha256', message, privateKey);
    while (toLowS(high).equals(high)) high = sign('sha256', message, privateKey);
    expect(verifyMessage(publicKey, message, high)).toBe(false);
    expect(verifyMessage(publicKey, message, toLowS(high))).toBe(true);
  });

  it('rejects a signature of other bytes, or one cut short', () => {
    const signature = signMessage(privateKey, message);
    expect(verifyMessage(publicKey, Buffer.from('other'), signature)).toBe(false);
    expect(verifyMessage(publicKey, message, signature.subarray(0, -1))).toBe(false);
    expect(verifyMessage(publicKey, message, Buffer.alloc(0))).toBe(false);
  });

  it('signs the message itself with Ed25519', () => {
    const pair = generateKeyPairSync('ed25519');
    const signature = signMessage(pair.privateKey, message);
    expect(signature).toEqual(sign(null, message, pair.privateKey));
    expect(verifyMessage(pair.publicKey, message, signature)).toBe(true);
  });
});

function toVersion(version: ledger.rwset.kvrwset.Version) {
  return { blockNumber: version.getBlockNum(), txIndex: version.getTxNum() };
}
