import { ledger, peer } from '@hyperledger/fabric-protos';
import type { ChaincodeDefinition } from '../ledger/types';
import { encodeDefinitionWrites, lifecycleNamespace } from '../peer/lifecycle';
import { sortEntries } from '../proto/bytes';

/** Name and version of the lifecycle system chaincode in a transaction. */
export const lifecycleChaincode = { name: lifecycleNamespace, version: 'syscc' } as const;

/** Encodes PB(TxReadWriteSet) that commits a definition. */
export function encodeDefinitionRwset(definition: ChaincodeDefinition): Uint8Array {
  const rwset = new ledger.rwset.kvrwset.KVRWSet();
  rwset.setWritesList(sortEntries(encodeDefinitionWrites(definition)).map(([key, value]) => makeKeyWrite(key, value)));
  const namespace = new ledger.rwset.NsReadWriteSet();
  namespace.setNamespace(lifecycleNamespace);
  namespace.setRwset(rwset.serializeBinary());
  const set = new ledger.rwset.TxReadWriteSet();
  set.setDataModel(ledger.rwset.TxReadWriteSet.DataModel.KV);
  set.setNsRwsetList([namespace]);
  return set.serializeBinary();
}

/** Encodes the arguments with which an administrator commits a definition. */
export function encodeDefinitionArgs({ name, version, sequence, endorsementPolicy }: ChaincodeDefinition): Uint8Array[] {
  const args = new peer.lifecycle.CommitChaincodeDefinitionArgs();
  args.setName(name);
  args.setVersion(version);
  args.setSequence(sequence);
  args.setEndorsementPlugin('escc');
  args.setValidationPlugin('vscc');
  args.setValidationParameter(endorsementPolicy);
  return [Buffer.from('CommitChaincodeDefinition'), args.serializeBinary()];
}

function makeKeyWrite(key: string, value: Uint8Array): ledger.rwset.kvrwset.KVWrite {
  const write = new ledger.rwset.kvrwset.KVWrite();
  write.setKey(key);
  write.setValue(value);
  return write;
}
