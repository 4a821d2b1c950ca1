import { common, peer } from '@hyperledger/fabric-protos';
import type { ChaincodeDefinition, Collection } from '../ledger/types';

const { lifecycle } = peer;

/** The namespace of chaincode definitions. */
export const lifecycleNamespace = '_lifecycle';

/** The policy that validates writes to this namespace. */
export const lifecyclePolicy = '/Channel/Application/LifecycleEndorsement';

const implicitPrefix = '_implicit_org_';
const fields = ['Sequence', 'EndorsementInfo', 'ValidationInfo', 'Collections'] as const;
type Field = (typeof fields)[number];

/** Encodes the key whose version identifies the definition that a simulation used. */
export function encodeSequenceKey(chaincode: string): string {
  return encodeFieldKey(chaincode, 'Sequence');
}

/** Lists every key of a definition: Fabric's peer reads all of them if it needs the collections. */
export function listDefinitionKeys(chaincode: string): readonly string[] {
  return [encodeMetadataKey(chaincode), ...fields.map((field) => encodeFieldKey(chaincode, field))];
}

/** Finds the organisation of an implicit collection; undefined if the collection is not implicit. */
export function findImplicitOrganisation(collection: string): string | undefined {
  return collection.startsWith(implicitPrefix) ? collection.slice(implicitPrefix.length) : undefined;
}

/** Reads a definition in the layout of Fabric's `core/chaincode/lifecycle`; undefined without one. */
export function readDefinition(name: string, get: (key: string) => Uint8Array | undefined): ChaincodeDefinition | undefined {
  const readData = (field: Field) => lifecycle.StateData.deserializeBinary(get(encodeFieldKey(name, field)) ?? new Uint8Array());
  if (get(encodeSequenceKey(name)) === undefined) return undefined;
  const endorsement = lifecycle.ChaincodeEndorsementInfo.deserializeBinary(readData('EndorsementInfo').getBytes_asU8());
  const validation = lifecycle.ChaincodeValidationInfo.deserializeBinary(readData('ValidationInfo').getBytes_asU8());
  const collections = peer.CollectionConfigPackage.deserializeBinary(readData('Collections').getBytes_asU8());
  return {
    name,
    sequence: readData('Sequence').getInt64(),
    version: endorsement.getVersion(),
    initRequired: endorsement.getInitRequired(),
    endorsementPolicy: validation.getValidationParameter_asU8(),
    collections: collections
      .getConfigList()
      .flatMap((config) => config.getStaticCollectionConfig() ?? [])
      .map(readCollection),
  };
}

/** Encodes the writes of a definition into `_lifecycle`, by key. */
export function encodeDefinitionWrites(definition: ChaincodeDefinition): ReadonlyMap<string, Uint8Array> {
  const { name } = definition;
  const metadata = new lifecycle.StateMetadata();
  metadata.setDatatype('ChaincodeDefinition');
  metadata.setFieldsList([...fields]);
  const sequence = new lifecycle.StateData();
  sequence.setInt64(definition.sequence);
  return new Map([
    [encodeMetadataKey(name), metadata.serializeBinary()],
    [encodeFieldKey(name, 'Sequence'), sequence.serializeBinary()],
    [encodeFieldKey(name, 'EndorsementInfo'), toStateData(encodeEndorsementInfo(definition))],
    [encodeFieldKey(name, 'ValidationInfo'), toStateData(encodeValidationInfo(definition))],
    [encodeFieldKey(name, 'Collections'), toStateData(encodeCollections(definition.collections))],
  ]);
}

function encodeMetadataKey(chaincode: string): string {
  return `namespaces/metadata/${chaincode}`;
}

function encodeFieldKey(chaincode: string, field: Field): string {
  return `namespaces/fields/${chaincode}/${field}`;
}

function toStateData(bytes: Uint8Array): Uint8Array {
  const readData = new lifecycle.StateData();
  readData.setBytes(bytes);
  return readData.serializeBinary();
}

function encodeEndorsementInfo(definition: ChaincodeDefinition): Uint8Array {
  const info = new lifecycle.ChaincodeEndorsementInfo();
  info.setVersion(definition.version);
  info.setInitRequired(definition.initRequired);
  info.setEndorsementPlugin('escc');
  return info.serializeBinary();
}

function encodeValidationInfo(definition: ChaincodeDefinition): Uint8Array {
  const info = new lifecycle.ChaincodeValidationInfo();
  info.setValidationPlugin('vscc');
  info.setValidationParameter(definition.endorsementPolicy);
  return info.serializeBinary();
}

function encodeCollections(collections: readonly Collection[]): Uint8Array {
  const configs = collections.map((collection) => {
    const config = new peer.CollectionConfig();
    config.setStaticCollectionConfig(encodeCollection(collection));
    return config;
  });
  const list = new peer.CollectionConfigPackage();
  list.setConfigList(configs);
  return list.serializeBinary();
}

function readCollection(config: peer.StaticCollectionConfig): Collection {
  const endorsementPolicy = config.getEndorsementPolicy()?.serializeBinary();
  return {
    name: config.getName(),
    memberPolicy: config.getMemberOrgsPolicy()?.getSignaturePolicy()?.serializeBinary() ?? new Uint8Array(),
    ...(endorsementPolicy && endorsementPolicy.length > 0 ? { endorsementPolicy } : {}),
    blockToLive: config.getBlockToLive(),
    memberOnlyRead: config.getMemberOnlyRead(),
    memberOnlyWrite: config.getMemberOnlyWrite(),
    requiredPeerCount: config.getRequiredPeerCount(),
  };
}

function encodeCollection(collection: Collection): peer.StaticCollectionConfig {
  const config = new peer.StaticCollectionConfig();
  const members = new peer.CollectionPolicyConfig();
  members.setSignaturePolicy(common.SignaturePolicyEnvelope.deserializeBinary(collection.memberPolicy));
  config.setName(collection.name);
  config.setMemberOrgsPolicy(members);
  config.setRequiredPeerCount(collection.requiredPeerCount);
  config.setMaximumPeerCount(collection.requiredPeerCount);
  config.setBlockToLive(collection.blockToLive);
  config.setMemberOnlyRead(collection.memberOnlyRead);
  config.setMemberOnlyWrite(collection.memberOnlyWrite);
  if (collection.endorsementPolicy) config.setEndorsementPolicy(peer.ApplicationPolicy.deserializeBinary(collection.endorsementPolicy));
  return config;
}
