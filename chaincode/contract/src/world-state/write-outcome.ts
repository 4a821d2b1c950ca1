import type { WriteSet } from '@databund/model';
import type { ChaincodeStub } from './stub';

/** Hands the writes of a transaction to its peer: values, key policies, private values and one event. */
export async function writeOutcome(stub: ChaincodeStub, { values, policies, privateValues, event }: WriteSet): Promise<void> {
  for (const { key, value } of values) await stub.putState(key, value);
  for (const { key, policy } of policies) await stub.setStateValidationParameter(key, policy);
  for (const { collection, key, value } of privateValues) await stub.putPrivateData(collection, key, value);
  stub.setEvent(event.name, event.payload);
}
