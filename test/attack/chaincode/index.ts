import { Contract, type Context } from 'fabric-contract-api';
import { makeContracts, readAgreedFounding } from '@databund/chaincode';
import { toInstant } from '@databund/model';
import { parseJson } from '../../support/json';
import { rawField, rawForm, type RawWrites } from '../raw-writes';

type Stub = Context['stub'];

/** Endorses the writes that the proposal carries instead of those of the rules. Without such writes it is the exchange's chaincode. */
function collude(this: Contract, ...call: Parameters<Contract['aroundTransaction']>): Promise<unknown> {
  const [{ stub }] = call;
  const raw = stub.getTransient().get(rawField);
  if (!raw) return Contract.prototype.aroundTransaction.apply(this, call);
  return write(stub, parseJson(rawForm, nameTransaction(stub, raw)));
}

/** Puts the id and the time of the transaction in the place of those that stand for them. */
function nameTransaction(stub: Stub, raw: Uint8Array): string {
  const text = Buffer.from(raw).toString('utf8');
  const { txId, time } = parseJson(rawForm, text);
  return text.replaceAll(txId, stub.getTxID()).replaceAll(time, toInstant(stub.getDateTimestamp().getTime()));
}

async function write(stub: Stub, raw: RawWrites): Promise<string> {
  await writeOpen(stub, raw);
  await writeClosed(stub, raw);
  if (raw.event) stub.setEvent(raw.event.name, Buffer.from(raw.event.payload));
  return raw.answer;
}

async function writeOpen(stub: Stub, { reads, puts, deletes, policies }: RawWrites): Promise<void> {
  for (const key of reads) await stub.getState(key);
  for (const key of deletes) await stub.deleteState(key);
  for (const { key, value } of puts) await stub.putState(key, Buffer.from(value));
  for (const { key, policy } of policies) await stub.setStateValidationParameter(key, Buffer.from(policy, 'base64'));
}

async function writeClosed(stub: Stub, { hashReads, privateDeletes, privatePurges, ...raw }: RawWrites): Promise<void> {
  for (const { collection, key } of hashReads) await stub.getPrivateDataHash(collection, key);
  for (const { collection, key } of privateDeletes) await stub.deletePrivateData(collection, key);
  for (const { collection, key } of privatePurges) await stub.purgePrivateData(collection, key);
  for (const { collection, key, value } of raw.privatePuts) await stub.putPrivateData(collection, key, Buffer.from(value));
  for (const { collection, key, policy } of raw.privatePolicies)
    await stub.setPrivateDataValidationParameter(collection, key, Buffer.from(policy, 'base64'));
}

/** The contracts of the exchange, which write whatever a proposal says. */
const contracts = makeContracts(readAgreedFounding(process.env));
for (const contract of contracts) Object.defineProperty(contract.prototype, 'aroundTransaction', { value: collude });

export { contracts };
