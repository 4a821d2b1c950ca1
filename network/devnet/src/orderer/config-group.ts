import { common } from '@hyperledger/fabric-protos';
import { encodeSignaturePolicy, type PolicyRule } from './signature-policy';

/** A policy of a configuration group: a rule, or an implicit meta policy over the sub-groups' policies of one name. */
export type GroupPolicy = PolicyRule | { readonly meta: keyof common.ImplicitMetaPolicy.RuleMap; readonly subPolicy: string };

/** A group of the channel's configuration, as in configtx.yaml. */
export interface GroupContent {
  readonly groups?: ReadonlyMap<string, GroupContent>;
  readonly values?: Readonly<Record<string, { serializeBinary(): Uint8Array }>>;
  readonly policies: Readonly<Record<string, GroupPolicy>>;
}

const modPolicy = 'Admins';

/** Encodes a group as Fabric's protobuf message. */
export function encodeConfigGroup({ groups = new Map(), values = {}, policies }: GroupContent): common.ConfigGroup {
  const group = new common.ConfigGroup();
  group.setModPolicy(modPolicy);
  for (const [name, content] of groups) group.getGroupsMap().set(name, encodeConfigGroup(content));
  for (const [name, value] of Object.entries(values)) group.getValuesMap().set(name, encodeConfigValue(value.serializeBinary()));
  for (const [name, policy] of Object.entries(policies)) group.getPoliciesMap().set(name, encodeConfigPolicy(policy));
  return group;
}

function encodeConfigValue(bytes: Uint8Array): common.ConfigValue {
  const value = new common.ConfigValue();
  value.setValue(bytes);
  value.setModPolicy(modPolicy);
  return value;
}

/** Encodes a policy as Fabric's protobuf message. */
export function encodeConfigPolicy(content: GroupPolicy): common.ConfigPolicy {
  const policy = new common.Policy();
  if ('meta' in content) {
    const meta = new common.ImplicitMetaPolicy();
    meta.setRule(common.ImplicitMetaPolicy.Rule[content.meta]);
    meta.setSubPolicy(content.subPolicy);
    policy.setType(common.Policy.PolicyType.IMPLICIT_META);
    policy.setValue(meta.serializeBinary());
  } else {
    policy.setType(common.Policy.PolicyType.SIGNATURE);
    policy.setValue(encodeSignaturePolicy(content).serializeBinary());
  }
  const wrapped = new common.ConfigPolicy();
  wrapped.setPolicy(policy);
  wrapped.setModPolicy(modPolicy);
  return wrapped;
}
