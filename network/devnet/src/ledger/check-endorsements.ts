import type { Policy, SignedData } from '../peer/types';
import { findImplicitOrganisation } from '../peer/lifecycle';
import type { ChaincodeDirectory } from './chaincode-directory';
import { codes, type ParsedAction, type ParsedNamespace } from './parsed-transaction';
import type { StateView } from './state-view';
import { findKeyPolicy } from './versioned-value';

/** State and policies for the checks of one block's endorsements. */
export interface EndorsementContext {
  readonly view: StateView;
  readonly chaincodes: ChaincodeDirectory;
  /** Compiles PB(SignaturePolicyEnvelope). @throws MSP_INVALID */
  readonly keyPolicy: (bytes: Uint8Array) => Policy;
  /** Keys whose metadata an earlier transaction of the block sets; see `listMetadataKeyIds`. */
  readonly changedMetadata: ReadonlySet<string>;
}

/** A written key; with a collection it is the hex of the key's hash. */
interface WrittenKey {
  readonly collection: string;
  readonly key: string;
}

/**
 * Computes the validation code of a transaction's endorsements: evaluates each written key's policy, else its collection's,
 * else the chaincode's, each once (Fabric's `statebased/validator_keylevel.go` and `v20.go`).
 */
export function checkEndorsements(action: ParsedAction, context: EndorsementContext): number {
  const written = action.namespaces.filter((namespace) => listWrittenKeys(namespace).length > 0);
  const invoked = written.some(({ name }) => name === action.chaincodeName) ? [] : [{ name: action.chaincodeName, keys: [] }];
  for (const { name, keys } of [...invoked, ...written.map((namespace) => ({ name: namespace.name, keys: listWrittenKeys(namespace) }))]) {
    const policy = context.chaincodes.findNamespacePolicy(context.view, name);
    if (!policy) return codes.INVALID_CHAINCODE;
    const check = new NamespaceCheck({ name, policy }, action.endorsements, context);
    if (!check.isSatisfied(keys)) return codes.ENDORSEMENT_POLICY_FAILURE;
  }
  return codes.VALID;
}

/** Lists the keys whose metadata a transaction sets: later transactions of the block may not rely on their policies. */
export function listMetadataKeyIds(action: ParsedAction): readonly string[] {
  return action.namespaces.flatMap((namespace) => [
    ...namespace.set.getMetadataWritesList().map((write) => makeKeyId(namespace.name, { collection: '', key: write.getKey() })),
    ...namespace.collections.flatMap(({ name, set }) =>
      set.getMetadataWritesList().map((write) => makeKeyId(namespace.name, { collection: name, key: toHex(write.getKeyHash_asU8()) })),
    ),
  ]);
}

/** Evaluates the policies of one namespace over one transaction's endorsements. */
class NamespaceCheck {
  private readonly checkedCollections = new Set<string>();
  private isNamespaceChecked = false;
  private isAnyChecked = false;

  constructor(
    private readonly namespace: { readonly name: string; readonly policy: Policy },
    private readonly endorsements: readonly SignedData[],
    private readonly context: EndorsementContext,
  ) {}

  isSatisfied(keys: readonly WrittenKey[]): boolean {
    return keys.every((key) => this.isKeySatisfied(key)) && (this.isAnyChecked || this.isNamespaceSatisfied());
  }

  private isKeySatisfied(written: WrittenKey): boolean {
    if (this.context.changedMetadata.has(makeKeyId(this.namespace.name, written))) return false;
    const bytes = findKeyPolicy(this.readCommittedMetadata(written));
    if (bytes === undefined) return this.isDefaultSatisfied(written.collection);
    this.isAnyChecked = true;
    return this.isPolicySatisfied(tryPolicy(() => this.context.keyPolicy(bytes)));
  }

  private isDefaultSatisfied(collection: string): boolean {
    const { chaincodes, view } = this.context;
    const rules = collection === '' ? undefined : chaincodes.findCollectionRules(view, this.namespace.name, collection);
    if (collection !== '' && !rules) return false;
    const isRuledApart = rules?.endorsementPolicy !== undefined || findImplicitOrganisation(collection) !== undefined;
    return isRuledApart ? this.isCollectionSatisfied(collection, rules?.endorsementPolicy) : this.isNamespaceSatisfied();
  }

  private isCollectionSatisfied(collection: string, policy: Policy | undefined): boolean {
    if (this.checkedCollections.has(collection)) return true;
    this.checkedCollections.add(collection);
    this.isAnyChecked = true;
    return this.isPolicySatisfied(policy);
  }

  private isNamespaceSatisfied(): boolean {
    if (this.isNamespaceChecked) return true;
    this.isNamespaceChecked = true;
    this.isAnyChecked = true;
    return this.isPolicySatisfied(this.namespace.policy);
  }

  private isPolicySatisfied(policy: Policy | undefined): boolean {
    return policy?.evaluateSigned(this.endorsements) === undefined && policy !== undefined;
  }

  private readCommittedMetadata({ collection, key }: WrittenKey): Uint8Array | undefined {
    const { view } = this.context;
    const found = collection === '' ? view.getPublic(this.namespace.name, key) : view.getHashed(this.namespace.name, collection, key);
    return found?.metadata;
  }
}

function listWrittenKeys(namespace: ParsedNamespace): readonly WrittenKey[] {
  const { set, collections } = namespace;
  const ofPublic = [...set.getWritesList(), ...set.getMetadataWritesList()].map((write) => ({ collection: '', key: write.getKey() }));
  const ofCollections = collections.flatMap((collection) =>
    [...collection.set.getHashedWritesList(), ...collection.set.getMetadataWritesList()].map((write) => ({
      collection: collection.name,
      key: toHex(write.getKeyHash_asU8()),
    })),
  );
  return [...ofPublic, ...ofCollections];
}

function makeKeyId(namespace: string, { collection, key }: WrittenKey): string {
  return `${namespace}\0${collection}\0${key}`;
}

function tryPolicy(make: () => Policy): Policy | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
