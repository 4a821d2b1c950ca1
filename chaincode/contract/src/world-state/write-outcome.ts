import type { WriteSet } from '@databund/model';
import type { ChaincodeStub } from './stub';

/** Hands the writes of a transaction to its peer: values and private values with the policies of their keys, and its event if it has one. */
export async function writeOutcome(stub: ChaincodeStub, writes: WriteSet): Promise<void> {
  const { values, policies, privateValues, privatePolicies, event } = writes;
  for (const { key, value } of values) await stub.putState(key, value);
  for (const { key, policy } of policies) await stub.setStateValidationParameter(key, policy);
  for (const { collection, key, value } of privateValues) await stub.putPrivateData(collection, key, value);
  for (const { collection, key, policy } of privatePolicies) await stub.setPrivateDataValidationParameter(collection, key, policy);
  if (event) stub.setEvent(event.name, event.payload);
}
