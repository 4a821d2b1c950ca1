import type { ChaincodeStub } from './stub';
import { encodeEvent, eventName, recordOf, schemaVersion, toCanonicalJson, toStateKey, type Author, type Effect } from '@databund/model';
import { encodeKeyPolicy } from './key-policy';
import { implicitCollection } from './private-state';
import type { StateReader } from './state-reader';

/** Writes what a transaction decided: each record with its change, the indexes, the private value, and one event. */
export async function writeEffect(stub: ChaincodeStub, reader: StateReader, effect: Effect, author: Author): Promise<void> {
  for (const put of effect.puts) {
    const record = recordOf(put, reader.recall(put.key), author);
    reader.remember(put.key, record);
    const stateKey = toStateKey(put.key);
    await stub.putState(stateKey, Buffer.from(toCanonicalJson(record)));
    if (put.policy) await stub.setStateValidationParameter(stateKey, encodeKeyPolicy(put.policy));
  }
  for (const key of effect.indexes ?? []) await stub.putState(toStateKey(key), Buffer.from(toCanonicalJson({ schema: schemaVersion })));
  if (effect.privately) {
    const { key, value } = effect.privately;
    await stub.putPrivateData(implicitCollection(author.caller.mspId), toStateKey(key), Buffer.from(value));
  }
  stub.setEvent(eventName, Buffer.from(encodeEvent(effect.events)));
}
