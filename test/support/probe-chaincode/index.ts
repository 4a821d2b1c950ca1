import { Contract, type Context } from 'fabric-contract-api';
import type { Iterators } from 'fabric-shim';
import { TestError } from '../test-error';
import type { Operation } from './operation';

type ChaincodeStub = Context['stub'];
type Answer = unknown;
type Run<Name extends Operation['op']> = (stub: ChaincodeStub, operation: Extract<Operation, { op: Name }>) => Promise<Answer>;

let counter = 0;

/** Runs each operation with the stub, independently of the network. */
const runs: { readonly [Name in Operation['op']]: Run<Name> } = {
  get: async (stub, { key }) => decodeText(await stub.getState(key)),
  put: (stub, { key, value }) => stub.putState(key, Buffer.from(value)),
  delete: (stub, { key }) => stub.deleteState(key),
  history: async (stub, { key }) => readHistory(await stub.getHistoryForKey(key)),
  'get-policy': async (stub, { key }) => encodeBase64(await stub.getStateValidationParameter(key)),
  'set-policy': (stub, { key, policy }) => stub.setStateValidationParameter(key, Buffer.from(policy, 'base64')),
  range: async (stub, { start, end, limit }) => readKeys(await stub.getStateByRange(start, end), limit),
  page: async (stub, { start, end, size, bookmark }) => {
    const { iterator, metadata } = await stub.getStateByRangeWithPagination(start, end, size, bookmark);
    return { keys: await readKeys(iterator), ...metadata };
  },
  'get-private': async (stub, { collection, key }) => decodeText(await stub.getPrivateData(collection, key)),
  'get-private-hash': async (stub, { collection, key }) => Buffer.from(await stub.getPrivateDataHash(collection, key)).toString('hex'),
  'get-private-policy': async (stub, { collection, key }) => encodeBase64(await stub.getPrivateDataValidationParameter(collection, key)),
  'set-private-policy': (stub, { collection, key, policy }) =>
    stub.setPrivateDataValidationParameter(collection, key, Buffer.from(policy, 'base64')),
  'put-private': (stub, { collection, key, value }) =>
    stub.putPrivateData(collection, key, value === undefined ? (stub.getTransient().get(key) ?? new Uint8Array()) : Buffer.from(value)),
  'delete-private': (stub, { collection, key }) => stub.deletePrivateData(collection, key),
  'purge-private': (stub, { collection, key }) => stub.purgePrivateData(collection, key),
  event: (stub, { name, payload }) => {
    stub.setEvent(name, Buffer.from(payload));
    return Promise.resolve();
  },
  call: async (stub, { chaincode, operations }) => {
    const response = await stub.invokeChaincode(chaincode, ['run', JSON.stringify(operations)], stub.getChannelID());
    return { status: response.status, message: response.message, payload: decodeText(response.payload) };
  },
  query: async (stub, { text: query }) => readKeys(await stub.getQueryResult(query)),
  fail: (_stub, { text: reason }) => Promise.reject(new TestError('PROBE_FAILED', reason)),
  'put-counter': (stub, { key }) => stub.putState(key, Buffer.from(String((counter += 1)))),
  exit: () => Promise.resolve(process.exit(1)),
};

/** Runs the operations of a test, one after the other. */
export class ProbeContract extends Contract {
  constructor() {
    super('probe');
  }

  /** Returns the answers of the operations as a JSON list, with `null` for an empty answer. */
  async run(context: Context, operations: string): Promise<string> {
    const answers: Answer[] = [];
    for (const operation of JSON.parse(operations) as Operation[]) {
      // The table ties each name to its operation, which indexing by a union forgets.
      const run = runs[operation.op] as (stub: ChaincodeStub, of: Operation) => Promise<Answer>;
      const answer = await run(context.stub, operation);
      // The shim answers writes with the peer's empty payload.
      answers.push(answer instanceof Uint8Array ? null : (answer ?? null));
    }
    return JSON.stringify(answers);
  }
}

function decodeText(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString();
}

/** Encodes a policy; the shim returns undefined for a key without one, although its types do not say so. */
function encodeBase64(policy: Uint8Array | undefined): string {
  return Buffer.from(policy ?? []).toString('base64');
}

async function readKeys(iterator: Iterators.StateQueryIterator, limit = Infinity): Promise<string[]> {
  const keys: string[] = [];
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    keys.push(next.value.key);
    if (keys.length >= limit) break;
  }
  await iterator.close();
  return keys;
}

async function readHistory(iterator: Iterators.HistoryQueryIterator): Promise<object[]> {
  const entries: object[] = [];
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    entries.push({ txId: next.value.txId, value: decodeText(next.value.value), isDelete: next.value.isDelete });
  }
  await iterator.close();
  return entries;
}

/** The contracts that `fabric-chaincode-node` serves. */
export const contracts = [ProbeContract];
