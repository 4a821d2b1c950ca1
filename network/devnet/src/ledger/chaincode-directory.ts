import type { BlockChannelConfig } from '../peer/channel-config';
import { findImplicitOrganisation, lifecycleNamespace, lifecyclePolicy, readDefinition } from '../peer/lifecycle';
import { listOrganisations } from '../msp/policy';
import type { Policy } from '../peer/types';
import type { StateView } from './state-view';
import type { ChaincodeDefinition } from './types';

/** Members, policies and restrictions of one collection. */
export interface CollectionRules {
  /** MSP ids of the organisations whose peers keep the plaintext. */
  readonly members: readonly string[];
  readonly memberPolicy?: Policy;
  readonly endorsementPolicy: Policy | undefined;
  readonly blockToLive: number;
  readonly memberOnlyRead: boolean;
  readonly memberOnlyWrite: boolean;
}

/** The chaincode definitions at a height, and the policies and collections that follow from them. */
export class ChaincodeDirectory {
  constructor(private readonly config: BlockChannelConfig) {}

  findDefinition(view: StateView, name: string): ChaincodeDefinition | undefined {
    if (!view.definitions.has(name)) {
      view.definitions.set(
        name,
        readDefinition(name, (key) => view.getPublic(lifecycleNamespace, key)?.value),
      );
    }
    return view.definitions.get(name);
  }

  /** Finds the policy for writes to a namespace; undefined if no chaincode is defined there. */
  findNamespacePolicy(view: StateView, namespace: string): Policy | undefined {
    if (namespace === lifecycleNamespace) return this.config.findPolicy(lifecyclePolicy);
    const findDefinition = this.findDefinition(view, namespace);
    return findDefinition && this.config.compileApplicationPolicy(findDefinition.endorsementPolicy);
  }

  /** Finds the rules of a defined or implicit collection; undefined without one of this name. */
  findCollectionRules(view: StateView, namespace: string, collection: string): CollectionRules | undefined {
    const owner = findImplicitOrganisation(collection);
    return owner === undefined ? this.findDefinedRules(view, namespace, collection) : this.makeImplicitRules(owner);
  }

  private makeImplicitRules(owner: string): CollectionRules | undefined {
    if (!this.config.applicationMspIds.includes(owner)) return undefined;
    const endorsementPolicy = this.config.findOrganisationEndorsement(owner);
    return { members: [owner], endorsementPolicy, blockToLive: 0, memberOnlyRead: false, memberOnlyWrite: false };
  }

  private findDefinedRules(view: StateView, namespace: string, name: string): CollectionRules | undefined {
    const found = this.findDefinition(view, namespace)?.collections.find((collection) => collection.name === name);
    if (!found) return undefined;
    const memberPolicy = this.config.compileSignaturePolicy(found.memberPolicy);
    return {
      ...found,
      memberPolicy,
      endorsementPolicy: found.endorsementPolicy && this.config.compileApplicationPolicy(found.endorsementPolicy),
      members: listOrganisations(found.memberPolicy),
    };
  }
}
