import { Worker } from 'node:worker_threads';
import { once } from 'node:events';
import { peer } from '@hyperledger/fabric-protos';
import type { TxSimulator } from '../ledger/types';
import { ChaincodeLauncher } from './chaincode-launcher';
import type { Invocation } from './transaction-context';

/** Serves a chaincode in a thread of its own: what it does after it has connected, and with the function of a transaction. */
const server = `
const { parentPort, workerData } = require('node:worker_threads');
const { Server, ServerCredentials } = require(workerData.grpc);
const { peer } = require(workerData.protos);
const { REGISTER, READY, TRANSACTION, COMPLETED, GET_STATE } = peer.ChaincodeMessage.Type;
const server = new Server({ 'grpc.max_send_message_length': -1 });
server.addService(peer.ChaincodeService, {
  connect: (stream) => {
    const send = (type, { payload = new Uint8Array(), to } = {}) => {
      const message = new peer.ChaincodeMessage();
      message.setType(type);
      message.setPayload(payload);
      if (to) message.setTxid(to.getTxid());
      if (to) message.setChannelId(to.getChannelId());
      stream.write(message);
    };
    stream.on('error', () => undefined);
    let isReady = false;
    stream.on('data', (message) => {
      if (message.getType() === READY) isReady = true;
      if (message.getType() !== TRANSACTION) return;
      if (!isReady) return stream.end();
      const [name] = peer.ChaincodeInput.deserializeBinary(message.getPayload_asU8()).getArgsList_asU8().map((arg) => Buffer.from(arg).toString());
      const response = new peer.Response();
      response.setStatus(200);
      if (name === 'flood') for (let count = 0; count < 20_000; count += 1) send(GET_STATE, { payload: Buffer.alloc(1_000) });
      if (name === 'swell') response.setPayload(Buffer.alloc(101 << 20));
      if (name === 'block') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 8_000);
      send(COMPLETED, { to: message, payload: name === 'garble' ? Buffer.from([255, 255]) : response.serializeBinary() });
    });
    if (workerData.registers) setTimeout(() => send(REGISTER), 100);
  },
});
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => parentPort.postMessage(port));
`;

const workers: Worker[] = [];
const launchers: ChaincodeLauncher[] = [];

afterEach(async () => {
  for (const launcher of launchers.splice(0)) launcher.close();
  for (const worker of workers.splice(0)) await worker.terminate();
});

async function launch({ registers }: { readonly registers: boolean }, startTimeoutMs = 10_000): Promise<ChaincodeLauncher> {
  const workerData = { registers, grpc: require.resolve('@grpc/grpc-js'), protos: require.resolve('@hyperledger/fabric-protos') };
  const worker = new Worker(server, { eval: true, workerData });
  workers.push(worker);
  const [port] = (await once(worker, 'message')) as [number];
  const options = { name: 'raw', address: `127.0.0.1:${port}`, startTimeoutMs, executeTimeoutMs: 30_000 };
  const launcher = new ChaincodeLauncher({ ...options, invokeChaincode: () => Promise.reject(new Error('no other chaincode')) });
  launchers.push(launcher);
  return launcher;
}

function makeInvocation(name: string): Invocation {
  const input = new peer.ChaincodeInput();
  input.setArgsList([Buffer.from(name)]);
  const signedProposal = new peer.SignedProposal();
  // No function of this chaincode reads the state.
  return { channelId: 'c', txId: `tx-of-${name}`, chaincodeName: 'raw', input, signedProposal, simulator: {} as TxSimulator };
}

describe('ChaincodeLauncher', () => {
  it('fails the one transaction whose response cannot be read, with the text of Fabric', async () => {
    const stream = await (await launch({ registers: true })).connect();
    const garbled = stream.execute(makeInvocation('garble'));
    const answered = stream.execute(makeInvocation('answer'));
    await expect(garbled).rejects.toThrow(
      'failed to unmarshal response for transaction tx-of-garble: proto: cannot parse invalid wire-format data',
    );
    expect((await answered).response.getStatus()).toBe(200);
    expect(stream.isOpen).toBe(true);
  });

  it('keeps the stream of a chaincode whose event loop is blocked for 8 s, as one that stands at a breakpoint', async () => {
    const stream = await (await launch({ registers: true })).connect();
    expect((await stream.execute(makeInvocation('block'))).response.getStatus()).toBe(200);
    expect(stream.isOpen).toBe(true);
  });

  it('hands out no stream before the chaincode has registered, however many transactions wait', async () => {
    const launcher = await launch({ registers: true });
    const results = Array.from({ length: 16 }, async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, index));
      return (await launcher.connect()).execute(makeInvocation(`answer-${index}`));
    });
    for (const { response } of await Promise.all(results)) expect(response.getStatus()).toBe(200);
  });

  it('gives up a chaincode that accepts the connection and does not register, and dials it again', async () => {
    const launcher = await launch({ registers: false }, 300);
    const reason = 'timeout expired while starting chaincode raw for transaction';
    await expect(launcher.connect()).rejects.toThrow(reason);
    await expect(launcher.connect()).rejects.toThrow(reason);
  });

  it('answers the transactions of a chaincode that floods it with requests of none', async () => {
    const stream = await (await launch({ registers: true })).connect();
    const outcomes = await Promise.all([stream.execute(makeInvocation('flood')), stream.execute(makeInvocation('answer'))]);
    expect(outcomes.map(({ response }) => response.getStatus())).toEqual([200, 200]);
  });

  it('fails a transaction whose answer is larger than 100 MiB, and dials the chaincode again', async () => {
    const launcher = await launch({ registers: true });
    await expect((await launcher.connect()).execute(makeInvocation('swell'))).rejects.toThrow('chaincode stream terminated');
    expect((await (await launcher.connect()).execute(makeInvocation('answer'))).response.getStatus()).toBe(200);
  });

  it('ends the stream of a chaincode that was killed while a transaction waits for it', async () => {
    const launcher = await launch({ registers: true });
    const stream = await launcher.connect();
    const waiting = stream.execute(makeInvocation('block'));
    await Promise.all([expect(waiting).rejects.toThrow('chaincode stream terminated'), workers[0]?.terminate()]);
    expect(stream.isOpen).toBe(false);
  });
});
