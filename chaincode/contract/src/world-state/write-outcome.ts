import { encodeEvent, eventName, schemaVersion, toCanonicalJson, toStateKey, type Anchor, type Writes } from '@databund/model';
import { encodeKeyPolicy } from './key-policy';
import { nameCollection } from './private-state';
import type { ChaincodeStub } from './stub';

/** Writes what a transaction decided: its records with their key policies, its indexes, its private value and one event. */
export async function writeOutcome(stub: ChaincodeStub, writes: Writes, callerMspId: string): Promise<void> {
  const collection = nameCollection(callerMspId);
  for (const { key, record, policy, anchor } of writes.records) {
    const stateKey = toStateKey(key);
    await stub.putState(stateKey, Buffer.from(toCanonicalJson(record)));
    if (policy) await stub.setStateValidationParameter(stateKey, encodeKeyPolicy(policy));
    if (anchor) await writeAnchor(stub, collection, anchor);
  }
  for (const key of writes.indexes) await stub.putState(toStateKey(key), Buffer.from(toCanonicalJson({ schema: schemaVersion })));
  if (writes.privately) {
    const { key, value } = writes.privately;
    await stub.putPrivateData(collection, toStateKey(key), Buffer.from(value));
  }
  stub.setEvent(eventName, Buffer.from(encodeEvent(writes.events)));
}

/** Keeps a statement in the collection of its own organisation, whose endorsement every write there needs. */
async function writeAnchor(stub: ChaincodeStub, collection: string, { key, text, seal }: Anchor): Promise<void> {
  const stateKey = toStateKey(key);
  await stub.putPrivateData(collection, stateKey, Buffer.from(text));
  if (seal) await stub.setPrivateDataValidationParameter(collection, stateKey, encodeKeyPolicy(seal));
}
