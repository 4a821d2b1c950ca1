import type { ChannelConfig } from '../blocks/channel-config';
import { nameKey, type StateAccess } from '../blocks/state-access';
import type { Action } from '../blocks/transaction';
import type { Signer } from '../identity/membership';
import { decodeApplicationPolicy, denyAll, isVacuous, type SigningPolicy } from '../identity/policy';
import type { Findings, Problem } from '../report';
import type { ChaincodeDefinition } from '../state/chaincode-definitions';
import type { ReplayedState } from '../state/replayed-state';

/** The configuration and state in which the policies of a write are looked up. */
export interface PolicySource {
  readonly config: ChannelConfig;
  readonly state: ReplayedState;
  /** Keys whose policy an earlier transaction of the block sets: Fabric rejects further writes of them in this block. */
  readonly changing: ReadonlySet<string>;
}

const implicitPrefix = '_implicit_org_';

/**
 * Checks the policy of each written key: its own, else its collection's, else the chaincode's. A transaction that writes nothing in its
 * chaincode's namespace must satisfy the chaincode's policy.
 */
export function verifyPolicies(
  { chaincode, accesses }: Action,
  endorsers: readonly Signer[],
  source: PolicySource,
  { at, findings }: { readonly at: Pick<Problem, 'block' | 'transaction'>; readonly findings: Findings },
): void {
  const verified = new Set<SigningPolicy>();
  const verify = (policy: SigningPolicy, key: string) => {
    if (verified.has(policy)) return;
    verified.add(policy);
    const isSatisfied = policy.isSatisfiedBy(endorsers);
    findings.check('policies', isSatisfied, { ...at, code: 'POLICY_UNSATISFIED', key, ...(!isSatisfied && describe(policy, endorsers)) });
    if (isVacuous(policy)) findings.report({ ...at, code: 'POLICY_VACUOUS', key });
  };
  for (const access of accesses) {
    for (const key of listWrittenKeys(access)) {
      if (isChanging(access, key, source)) findings.report({ ...at, code: 'POLICY_CHANGING', key });
      verify(source.state.find(access, key)?.policy ?? findPlacePolicy(access, source), key);
    }
  }
  for (const namespace of new Set([chaincode, ...accesses.filter(hasWritten).map((each) => each.namespace)])) {
    if (namespace === '_lifecycle' || source.state.findDefinition(namespace)) continue;
    findings.report({ ...at, code: 'CHAINCODE_UNDEFINED', details: `the channel defines no chaincode ${namespace}` });
  }
  const writesOwn = accesses.some((access) => access.namespace === chaincode && hasWritten(access));
  if (!writesOwn) verify(findChaincodePolicy(chaincode, source), '');
}

function isChanging(access: StateAccess, key: string, { changing }: PolicySource): boolean {
  return changing.size > 0 && changing.has(nameKey(access, key));
}

function describe({ text }: SigningPolicy, endorsers: readonly Signer[]): { readonly details: string } {
  const names = endorsers.map(({ mspId, role }) => `${mspId}.${role ?? 'member'}`);
  return { details: `endorsed by ${names.length > 0 ? names.join(', ') : 'nobody'}, ${text} expected` };
}

/** Lists the keys whose policies a transaction sets, each with its namespace and collection. */
export function listChangingKeys({ accesses }: Action): readonly string[] {
  return accesses.flatMap((access) => access.policies.map(({ key }) => nameKey(access, key)));
}

function hasWritten({ writes, policies }: StateAccess): boolean {
  return writes.length > 0 || policies.length > 0;
}

function listWrittenKeys({ writes, policies }: StateAccess): ReadonlySet<string> {
  return new Set([...writes.map(({ key }) => key), ...policies.map(({ key }) => key)]);
}

function findPlacePolicy({ namespace, collection }: StateAccess, source: PolicySource): SigningPolicy {
  if (collection === '') return findChaincodePolicy(namespace, source);
  if (collection.startsWith(implicitPrefix)) return findImplicitPolicy(collection.slice(implicitPrefix.length), source);
  const own = source.state.findDefinition(namespace)?.collections.get(collection)?.policy;
  return own && own.length > 0 ? decodeApplicationPolicy(own, source.config.policies) : findChaincodePolicy(namespace, source);
}

/** Returns the Endorsement policy of the organisation that an implicit collection belongs to. */
function findImplicitPolicy(mspId: string, { config }: PolicySource): SigningPolicy {
  return config.policies.get(`${config.organisations.get(mspId) ?? ''}/Endorsement`) ?? denyAll;
}

const chaincodePolicies = new WeakMap<ChannelConfig, WeakMap<ChaincodeDefinition, SigningPolicy>>();

function findChaincodePolicy(chaincode: string, { config, state }: PolicySource): SigningPolicy {
  if (chaincode === '_lifecycle') return config.policies.get('/Channel/Application/LifecycleEndorsement') ?? denyAll;
  const definition = state.findDefinition(chaincode);
  if (!definition) return denyAll;
  const known = chaincodePolicies.get(config) ?? new WeakMap<ChaincodeDefinition, SigningPolicy>();
  chaincodePolicies.set(config, known);
  const policy = known.get(definition) ?? decodeApplicationPolicy(definition.policy, config.policies);
  known.set(definition, policy);
  return policy;
}
