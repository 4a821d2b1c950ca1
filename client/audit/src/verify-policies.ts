import type { ChannelConfig } from './channel-config';
import type { Signer } from './membership';
import { applicationPolicy, isVacuous, nobody, type SigningPolicy } from './policy';
import type { Findings, Problem } from './report';
import type { Definition, ReplayedState } from './replayed-state';
import type { StateAccess } from './state-access';
import type { Action } from './transaction';

/** What the policies of a write are looked up in. */
export interface PolicySource {
  readonly config: ChannelConfig;
  readonly state: ReplayedState;
  /** Keys whose policy a transaction of the same block sets: nobody may write them in it any more. */
  readonly changing: ReadonlySet<string>;
}

const implicitPrefix = '_implicit_org_';

/** Each key written asks its own policy; keys without one ask their collection’s, else the chaincode’s; what writes nothing asks the chaincode’s. */
export function verifyPolicies(
  { chaincode, accesses }: Action,
  endorsers: readonly Signer[],
  source: PolicySource,
  { at, findings }: { readonly at: Pick<Problem, 'block' | 'transaction'>; readonly findings: Findings },
): void {
  const asked = new Set<SigningPolicy>();
  const ask = (policy: SigningPolicy, key: string) => {
    if (asked.has(policy)) return;
    asked.add(policy);
    findings.check('policies', policy(endorsers), { ...at, code: 'POLICY_UNSATISFIED', key });
    if (isVacuous(policy)) findings.report({ ...at, code: 'POLICY_VACUOUS', key });
  };
  for (const access of accesses) {
    for (const key of writtenKeys(access)) {
      if (source.changing.has(changingName(access, key))) findings.report({ ...at, code: 'POLICY_CHANGING', key });
      ask(source.state.find(access, key)?.policy ?? policyOf(access, source), key);
    }
  }
  const writesOwn = accesses.some((access) => access.namespace === chaincode && writtenKeys(access).size > 0);
  if (!writesOwn) ask(chaincodePolicy(chaincode, source), '');
}

/** Names the keys whose policies a transaction sets. */
export function changingKeys({ accesses }: Action): readonly string[] {
  return accesses.flatMap((access) => access.policies.map(({ key }) => changingName(access, key)));
}

function changingName({ namespace, collection }: StateAccess, key: string): string {
  return `${namespace}\n${collection}\n${key}`;
}

function writtenKeys({ writes, policies }: StateAccess): ReadonlySet<string> {
  return new Set([...writes.map(({ key }) => key), ...policies.map(({ key }) => key)]);
}

function policyOf({ namespace, collection }: StateAccess, source: PolicySource): SigningPolicy {
  if (collection === '') return chaincodePolicy(namespace, source);
  if (collection.startsWith(implicitPrefix)) return implicitPolicy(collection.slice(implicitPrefix.length), source);
  const own = source.state.definitionOf(namespace)?.collections.get(collection)?.policy;
  return own && own.length > 0 ? applicationPolicy(own, source.config.policies) : chaincodePolicy(namespace, source);
}

/** An organisation’s implicit collection is ruled by the organisation. */
function implicitPolicy(mspId: string, { config }: PolicySource): SigningPolicy {
  return config.policies.get(`${config.organisations.get(mspId) ?? ''}/Endorsement`) ?? nobody;
}

const chaincodePolicies = new WeakMap<ChannelConfig, WeakMap<Definition, SigningPolicy>>();

function chaincodePolicy(chaincode: string, { config, state }: PolicySource): SigningPolicy {
  if (chaincode === '_lifecycle') return config.policies.get('/Channel/Application/LifecycleEndorsement') ?? nobody;
  const definition = state.definitionOf(chaincode);
  if (!definition) return nobody;
  const known = chaincodePolicies.get(config) ?? new WeakMap<Definition, SigningPolicy>();
  chaincodePolicies.set(config, known);
  const policy = known.get(definition) ?? applicationPolicy(definition.policy, config.policies);
  known.set(definition, policy);
  return policy;
}
