import type { StatePlace } from '../blocks/state-access';
import { peer } from '../protos';

/** A chaincode's definition: its endorsement policy (ApplicationPolicy) and its private collections by name. */
export interface ChaincodeDefinition {
  readonly policy: Uint8Array;
  readonly collections: ReadonlyMap<string, CollectionDefinition>;
}

interface CollectionDefinition {
  /** ApplicationPolicy; empty if the chaincode's policy applies. */
  readonly policy: Uint8Array;
  /** Number of blocks after which a value expires; 0 if it never does. */
  readonly blockToLive: number;
}

const fieldKey = /^namespaces\/fields\/(.+)\/(ValidationInfo|Collections)$/;

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

  /** Reads a value of `_lifecycle`; ignores keys that define no policy and no collections. */
  read(key: string, value: Uint8Array): void {
    const [, chaincode, field] = fieldKey.exec(key) ?? [];
    if (chaincode === undefined) return;
    const bytes = peer.lifecycle.StateData.deserializeBinary(value).getBytes_asU8();
    const { policy = new Uint8Array(), collections = new Map<string, CollectionDefinition>() } = this.definitions.get(chaincode) ?? {};
    const isPolicy = field === 'ValidationInfo';
    this.definitions.set(chaincode, {
      policy: isPolicy ? peer.lifecycle.ChaincodeValidationInfo.deserializeBinary(bytes).getValidationParameter_asU8() : policy,
      collections: isPolicy ? collections : readCollections(bytes),
    });
  }
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
