import type { StatePlace } from '../blocks/state-access';
import { peer } from '../protos';

/** A chaincode's definition, as the namespace `_lifecycle` holds it. */
export interface ChaincodeDefinition {
  readonly sequence: number;
  readonly version: string;
  /** ApplicationPolicy. */
  readonly policy: Uint8Array;
  readonly collections: ReadonlyMap<string, CollectionDefinition>;
}

interface CollectionDefinition {
  /** ApplicationPolicy; empty if the chaincode's policy applies. */
  readonly policy: Uint8Array;
  /** Number of blocks after which a value expires; 0 if it never does. */
  readonly blockToLive: number;
}

const fieldKey = /^namespaces\/fields\/(.+)\/(Sequence|EndorsementInfo|ValidationInfo|Collections)$/;
const undefinedYet: ChaincodeDefinition = { sequence: 0, version: '', policy: new Uint8Array(), collections: new Map() };

/** The chaincodes of a channel, as writes to the namespace `_lifecycle` define them. */
export class ChaincodeDefinitions {
  private readonly definitions = new Map<string, ChaincodeDefinition>();

  find(chaincode: string): ChaincodeDefinition | undefined {
    return this.definitions.get(chaincode);
  }

  /** Returns after how many blocks a value expires in this place; 0 if it never does. */
  getBlockToLive({ namespace, collection }: StatePlace): number {
    return collection === '' ? 0 : (this.definitions.get(namespace)?.collections.get(collection)?.blockToLive ?? 0);
  }

  /** Reads a value of `_lifecycle`; ignores keys that define nothing. */
  read(key: string, value: Uint8Array): void {
    const [, chaincode, field] = fieldKey.exec(key) ?? [];
    if (chaincode === undefined) return;
    const before = this.definitions.get(chaincode) ?? undefinedYet;
    this.definitions.set(chaincode, { ...before, ...readField(field, peer.lifecycle.StateData.deserializeBinary(value)) });
  }
}

function readField(field: string | undefined, data: peer.lifecycle.StateData): Partial<ChaincodeDefinition> {
  if (field === 'Sequence') return { sequence: data.getInt64() };
  const bytes = data.getBytes_asU8();
  if (field === 'Collections') return { collections: readCollections(bytes) };
  if (field === 'ValidationInfo')
    return { policy: peer.lifecycle.ChaincodeValidationInfo.deserializeBinary(bytes).getValidationParameter_asU8() };
  return { version: peer.lifecycle.ChaincodeEndorsementInfo.deserializeBinary(bytes).getVersion() };
}

function readCollections(bytes: Uint8Array): ReadonlyMap<string, CollectionDefinition> {
  const configs = peer.CollectionConfigPackage.deserializeBinary(bytes).getConfigList();
  return new Map(
    configs.flatMap((each) => {
      const config = each.getStaticCollectionConfig();
      if (!config) return [];
      const policy = config.getEndorsementPolicy()?.serializeBinary() ?? new Uint8Array();
      return [[config.getName(), { policy, blockToLive: config.getBlockToLive() }] as const];
    }),
  );
}
