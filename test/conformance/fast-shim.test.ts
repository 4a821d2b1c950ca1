import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { credentials, type ClientDuplexStream } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import { msp, peer } from '@hyperledger/fabric-protos';
import { makeMessage } from '@databund/devnet/internal/chaincode/messages';
import { signProposal } from '../bench/rules/signed-proposal';
import { startChaincode } from '../support/chaincode-process';
import type { FabricNetwork } from '../support/fabric-network';
import { findPortBase, waitForListener } from '../support/free-ports';
import { encodeKeyPolicy } from '../support/key-policies';
import type { NodeProcess } from '../support/node-process';
import { openNetwork } from '../support/open-network';
import type { Operation } from '../support/probe-chaincode/operation';
import { ProbeClient } from '../support/probe-client';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const collection = '_implicit_org_ProviderMSP';
const policy = encodeKeyPolicy(1, 'ProviderMSP');
const organisations = ['ExchangeMSP', 'ProviderMSP'];

const put = (key: string): Operation => ({ op: 'put', key, value: `value of ${key}` });

/** Transactions whose endorsers must agree on every byte, although only one of them uses the fast shim. */
const written: readonly {
  readonly title: string;
  readonly operations: readonly Operation[];
  readonly transient?: Record<string, string>;
}[] = [
  { title: 'values', operations: [put('a'), put('b'), put('c'), put('\u{1f600}'), { op: 'put', key: 'empty', value: '' }] },
  {
    title: 'a read between writes',
    operations: [put('d'), { op: 'get', key: 'a' }, put('e'), { op: 'range', start: 'a', end: 'c' }, put('f')],
  },
  {
    title: 'a key that is written, deleted and written again',
    operations: [put('g'), { op: 'delete', key: 'g' }, put('g'), { op: 'delete', key: 'b' }],
  },
  { title: 'policies', operations: [put('h'), { op: 'set-policy', key: 'h', policy }, { op: 'get-policy', key: 'h' }] },
  {
    title: 'private data',
    operations: [
      { op: 'put-private', collection, key: 'p', value: 'secret' },
      { op: 'set-private-policy', collection, key: 'p', policy },
      { op: 'get-private-hash', collection, key: 'q' },
      { op: 'put-private', collection, key: 'q', value: 'other' },
      { op: 'purge-private', collection, key: 'r' },
      { op: 'delete-private', collection, key: 's' },
    ],
  },
  { title: 'transient data', operations: [{ op: 'put-private', collection, key: 't' }], transient: { t: 'hidden' } },
  { title: 'an event', operations: [put('i'), { op: 'event', name: 'Happened', payload: 'what \u{1f600}' }] },
  { title: 'more writes than one message takes', operations: Array.from({ length: 2_100 }, (_, index) => put(`many-${String(index)}`)) },
];

const read: readonly (readonly [title: string, operations: readonly Operation[]])[] = [
  [
    'values and histories',
    [
      { op: 'get', key: 'a' },
      { op: 'get', key: 'absent' },
      { op: 'history', key: 'g' },
    ],
  ],
  ['a scan of several batches', [{ op: 'range', start: 'many', end: 'many~' }]],
  ['pages', [{ op: 'page', start: 'many', end: 'many~', size: 5, bookmark: '' }]],
  ['a write after a page', [{ op: 'page', start: 'many', end: 'many~', size: 5, bookmark: '' }, put('k')]],
  ['a page after a write', [put('k'), { op: 'page', start: 'many', end: 'many~', size: 5, bookmark: '' }]],
  ['an error', [put('k'), { op: 'fail', text: 'no \u{1f600}' }]],
  ['a query that is not supported', [{ op: 'query', text: '{}' }]],
  ['a collection that does not exist', [{ op: 'put-private', collection: 'none', key: 'a', value: 'b' }]],
  ['a call of itself', [{ op: 'call', chaincode: 'probe', operations: [put('k')] }]],
];

describe('chaincode on the fast shim beside one on the shim of Fabric', () => {
  let network: FabricNetwork;
  let client: ProbeClient;

  beforeAll(async () => {
    network = await openNetwork({ fastAt: ['ProviderMSP'] });
    client = await ProbeClient.connect(network, 'ProviderMSP');
  });

  afterAll(async () => {
    client.close();
    await network.stop();
  });

  it.each(written)('endorses the same bytes for $title', async ({ operations, transient }) => {
    const targets = transient ? ['ProviderMSP', 'ExchangeMSP'] : organisations;
    const { code, endorsers } = await client.submit(operations, { organisations: targets, ...(transient && { transient }) });
    expect([code, endorsers]).toEqual([0, organisations]);
  });

  it.each(read)('answers the same for %s', async (_title, operations) => {
    const answers = await Promise.all(organisations.map((mspId) => evaluateAt(client, mspId, operations)));
    expect(answers[0]).toEqual(answers[1]);
  });
});

describe('fast shim and a peer that speaks to it', () => {
  let chaincode: NodeProcess;
  let address: string;

  beforeAll(async () => {
    const port = await findPortBase(37_000);
    address = `127.0.0.1:${String(port)}`;
    chaincode = startChaincode({ kind: 'fast-probe' }, address, 'probe:1.0');
    await waitForListener(port);
  });

  afterAll(async () => {
    await chaincode.end();
  });

  const { PUT_STATE, DEL_STATE, WRITE_BATCH_STATE, COMPLETED } = peer.ChaincodeMessage.Type;
  const operations: readonly Operation[] = [put('a'), put('b'), { op: 'delete', key: 'c' }];
  it.each([
    ['each write by itself to a peer that announces nothing', false, [PUT_STATE, PUT_STATE, DEL_STATE, COMPLETED]],
    ['all writes at once to a peer that announces it', true, [WRITE_BATCH_STATE, COMPLETED]],
  ] as const)('sends to its peer %s', async (_title, hasBatches, expected) => {
    expect(await playPeer(address, { hasBatches, operations })).toEqual(expected);
  });

  it('goes on after a connection that sends what is no message', async () => {
    const socket = connect(Number(address.split(':')[1]), '127.0.0.1');
    socket.resume().end('no HTTP/2');
    await new Promise((resolve) => socket.once('close', resolve));
    expect(await playPeer(address, { hasBatches: true, operations })).toEqual([WRITE_BATCH_STATE, COMPLETED]);
  });
});

/** Evaluates at the peer of one organisation, and returns the answers or why there are none. */
async function evaluateAt(client: ProbeClient, mspId: string, operations: readonly Operation[]): Promise<unknown> {
  try {
    return await client.evaluate(operations, { organisations: [mspId] });
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    const omitTxId = (text: string) =>
      text.replaceAll(/[0-9a-f]{64}/g, 'ID').replaceAll(/(PUT_STATE|WRITE_BATCH_STATE) failed/g, 'WRITE failed');
    return [error.code, omitTxId(error.message), error.details.map(({ message }) => omitTxId(message))];
  }
}

/** Runs one transaction as a peer, and returns the types of the messages that the chaincode sends until it has completed. */
function playPeer(
  address: string,
  { hasBatches, operations }: { readonly hasBatches: boolean; readonly operations: readonly Operation[] },
): Promise<readonly number[]> {
  const client = new peer.ChaincodeClient(address, credentials.createInsecure());
  const stream = client.connect();
  const types: number[] = [];
  return new Promise<readonly number[]>((resolve, reject) => {
    stream.on('error', reject);
    stream.on('data', (message: peer.ChaincodeMessage) => {
      const type = message.getType();
      if (type !== peer.ChaincodeMessage.Type.REGISTER) types.push(type);
      if (type === peer.ChaincodeMessage.Type.REGISTER) begin(stream, { hasBatches, operations });
      else if (type === peer.ChaincodeMessage.Type.COMPLETED) resolve(types);
      else reply(stream, message);
    });
  }).finally(() => {
    stream.removeAllListeners('error').on('error', () => undefined);
    stream.cancel();
    client.close();
  });
}

/** A creator whose signature no chaincode checks: that is the work of its peer. */
function makeCreator() {
  const identity = new msp.SerializedIdentity();
  identity.setMspid('ProviderMSP');
  identity.setIdBytes(readFileSync(join(dirname(require.resolve('@databund/model/package.json')), 'fixtures/certificates/one-rdn.pem')));
  return { serialized: identity.serializeBinary(), sign: () => new Uint8Array([1]) };
}

type Stream = ClientDuplexStream<peer.ChaincodeMessage, peer.ChaincodeMessage>;

function begin(
  stream: Stream,
  { hasBatches, operations }: { readonly hasBatches: boolean; readonly operations: readonly Operation[] },
): void {
  const abilities = new peer.ChaincodeAdditionalParams();
  abilities.setUseWriteBatch(hasBatches);
  abilities.setMaxSizeWriteBatch(1_000);
  const args = ['run', JSON.stringify(operations)];
  const { signed, txId } = signProposal({ channelId: 'c', chaincode: 'probe', args, creator: makeCreator(), at: new Date() });
  const input = new peer.ChaincodeInput();
  input.setArgsList(args.map((arg) => Buffer.from(arg)));
  const { REGISTERED, READY, TRANSACTION } = peer.ChaincodeMessage.Type;
  stream.write(makeMessage(REGISTERED, {}));
  stream.write(makeMessage(READY, { payload: abilities.serializeBinary() }));
  const transaction = makeMessage(TRANSACTION, { channelId: 'c', txId, payload: input.serializeBinary() });
  transaction.setProposal(signed);
  stream.write(transaction);
}

function reply(stream: Stream, request: peer.ChaincodeMessage): void {
  stream.write(makeMessage(peer.ChaincodeMessage.Type.RESPONSE, { channelId: request.getChannelId(), txId: request.getTxid() }));
}
