import { encodeEvent, eventName, schemaVersion, toCanonicalJson, toStateKey, type Writes } from '@databund/model';
import { encodeKeyPolicy } from './key-policy';
import { nameCollection } from './private-state';
import type { ChaincodeStub } from './stub';

/** Writes what a transaction decided: its records with their key policies, its indexes, its private value and one event. */
export async function writeOutcome(stub: ChaincodeStub, writes: Writes, callerMspId: string): Promise<void> {
  for (const { key, record, policy } of writes.records) {
    const stateKey = toStateKey(key);
    await stub.putState(stateKey, Buffer.from(toCanonicalJson(record)));
    if (policy) await stub.setStateValidationParameter(stateKey, encodeKeyPolicy(policy));
  }
  for (const key of writes.indexes) await stub.putState(toStateKey(key), Buffer.from(toCanonicalJson({ schema: schemaVersion })));
  if (writes.privately) {
    const { key, value } = writes.privately;
    await stub.putPrivateData(nameCollection(callerMspId), toStateKey(key), Buffer.from(value));
  }
  stub.setEvent(eventName, Buffer.from(encodeEvent(writes.events)));
}
