import { common, ledger, peer } from '@hyperledger/fabric-protos';

/** What the channel agrees upon about a chaincode. */
export interface DefinitionContent {
  readonly name: string;
  readonly version: string;
  readonly sequence: number;
  readonly endorsementPolicy: common.SignaturePolicyEnvelope;
}

/** The namespace of definitions and the version its code has. */
export const lifecycleChaincode = { name: '_lifecycle', version: 'syscc' } as const;

/** PB(TxReadWriteSet) that commits a definition, in Fabric's own key layout; core/chaincode/lifecycle/lifecycle.go. */
export function definitionRwset(content: DefinitionContent): Uint8Array {
  const fields = `namespaces/fields/${content.name}`;
  const writes: readonly (readonly [string, Uint8Array])[] = [
    [`${fields}/Collections`, bytesData(new peer.CollectionConfigPackage().serializeBinary())],
    [`${fields}/EndorsementInfo`, bytesData(endorsementInfo(content))],
    [`${fields}/Sequence`, sequenceData(content.sequence)],
    [`${fields}/ValidationInfo`, bytesData(validationInfo(content))],
    [`namespaces/metadata/${content.name}`, definitionMetadata()],
  ];
  const rwset = new ledger.rwset.kvrwset.KVRWSet();
  rwset.setWritesList(writes.map(([key, value]) => keyWrite(key, value)));
  const namespace = new ledger.rwset.NsReadWriteSet();
  namespace.setNamespace(lifecycleChaincode.name);
  namespace.setRwset(rwset.serializeBinary());
  const set = new ledger.rwset.TxReadWriteSet();
  set.setDataModel(ledger.rwset.TxReadWriteSet.DataModel.KV);
  set.setNsRwsetList([namespace]);
  return set.serializeBinary();
}

/** The arguments by which an administrator commits the definition. */
export function commitDefinitionArgs(content: DefinitionContent): Uint8Array[] {
  const args = new peer.lifecycle.CommitChaincodeDefinitionArgs();
  args.setName(content.name);
  args.setVersion(content.version);
  args.setSequence(content.sequence);
  args.setEndorsementPlugin('escc');
  args.setValidationPlugin('vscc');
  args.setValidationParameter(applicationPolicy(content));
  return [Buffer.from('CommitChaincodeDefinition'), args.serializeBinary()];
}

function endorsementInfo({ version }: DefinitionContent): Uint8Array {
  const info = new peer.lifecycle.ChaincodeEndorsementInfo();
  info.setVersion(version);
  info.setEndorsementPlugin('escc');
  return info.serializeBinary();
}

function validationInfo(content: DefinitionContent): Uint8Array {
  const info = new peer.lifecycle.ChaincodeValidationInfo();
  info.setValidationPlugin('vscc');
  info.setValidationParameter(applicationPolicy(content));
  return info.serializeBinary();
}

function applicationPolicy({ endorsementPolicy }: DefinitionContent): Uint8Array {
  const policy = new peer.ApplicationPolicy();
  policy.setSignaturePolicy(endorsementPolicy);
  return policy.serializeBinary();
}

function definitionMetadata(): Uint8Array {
  const metadata = new peer.lifecycle.StateMetadata();
  metadata.setDatatype('ChaincodeDefinition');
  metadata.setFieldsList(['Sequence', 'EndorsementInfo', 'ValidationInfo', 'Collections']);
  return metadata.serializeBinary();
}

function sequenceData(sequence: number): Uint8Array {
  const data = new peer.lifecycle.StateData();
  data.setInt64(sequence);
  return data.serializeBinary();
}

function bytesData(bytes: Uint8Array): Uint8Array {
  const data = new peer.lifecycle.StateData();
  data.setBytes(bytes);
  return data.serializeBinary();
}

function keyWrite(key: string, value: Uint8Array): ledger.rwset.kvrwset.KVWrite {
  const write = new ledger.rwset.kvrwset.KVWrite();
  write.setKey(key);
  write.setValue(value);
  return write;
}
