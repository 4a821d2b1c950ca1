import { computeSha256, toHex } from '../blocks/bytes';
import type { StatePlace } from '../blocks/state-access';
import { peer } from '../wire/forms';
import { Message } from '../wire/message';

/** A chaincode's definition, as the namespace `_lifecycle` holds it. */
export interface ChaincodeDefinition {
  readonly sequence: number;
  readonly version: string;
  readonly endorsementPlugin: string;
  readonly validationPlugin: string;
  readonly isInitRequired: boolean;
  /** ApplicationPolicy. */
  readonly policy: Uint8Array;
  readonly collections: ReadonlyMap<string, CollectionDefinition>;
  /** SHA-256 of the private collections' definitions, hex; empty if there are no collections. */
  readonly collectionsHash: string;
}

interface CollectionDefinition {
  /** ApplicationPolicy; empty if the chaincode's policy applies. */
  readonly policy: Uint8Array;
  /** Number of blocks after which a value expires; 0 if it never does. */
  readonly blockToLive: number;
}

const fieldKey = /^namespaces\/fields\/(.+)\/(Sequence|EndorsementInfo|ValidationInfo|Collections)$/;
const undefinedYet: ChaincodeDefinition = {
  sequence: 0,
  version: '',
  endorsementPlugin: '',
  validationPlugin: '',
  isInitRequired: false,
  policy: new Uint8Array(),
  collections: new Map(),
  collectionsHash: '',
};

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

  /** Reads a value of `_lifecycle`; ignores keys that define nothing. Returns the chaincode that it defines. */
  read(key: string, value: Uint8Array): string | undefined {
    const [, chaincode, field] = fieldKey.exec(key) ?? [];
    if (chaincode === undefined) return undefined;
    const data = new Message(value, peer.StateData, []);
    const before = this.definitions.get(chaincode) ?? undefinedYet;
    this.definitions.set(chaincode, { ...before, ...readField(field, data.getInteger('integer'), data.getBytes('bytes')) });
    return chaincode;
  }
}

function readField(field: string | undefined, integer: number, bytes: Uint8Array): Partial<ChaincodeDefinition> {
  if (field === 'Sequence') return { sequence: integer };
  if (field === 'Collections') {
    const collections = readCollections(bytes);
    return { collections, collectionsHash: collections.size === 0 ? '' : toHex(computeSha256(bytes)) };
  }
  if (field === 'ValidationInfo') {
    const validation = new Message(bytes, peer.ChaincodeValidationInfo, []);
    return { validationPlugin: validation.getText('validationPlugin'), policy: validation.getBytes('validationParameter') };
  }
  const endorsement = new Message(bytes, peer.ChaincodeEndorsementInfo, []);
  return {
    version: endorsement.getText('version'),
    endorsementPlugin: endorsement.getText('endorsementPlugin'),
    isInitRequired: endorsement.getInteger('initRequired') !== 0,
  };
}

function readCollections(bytes: Uint8Array): ReadonlyMap<string, CollectionDefinition> {
  const configs = new Message(bytes, peer.CollectionConfigPackage, []).getList('config');
  return new Map(
    configs.flatMap((each) => {
      const config = new Message(each, peer.CollectionConfig, []);
      if (!config.has('staticCollectionConfig')) return [];
      const collection = new Message(config.getBytes('staticCollectionConfig'), peer.StaticCollectionConfig, []);
      const policy = collection.getBytes('endorsementPolicy');
      return [[collection.getText('name'), { policy, blockToLive: collection.getInteger('blockToLive') }] as const];
    }),
  );
}
