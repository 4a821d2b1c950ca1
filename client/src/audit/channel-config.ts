import { common } from '@hyperledger/fabric-protos';
import { Membership } from './membership';
import { configPolicy, type SigningPolicy } from './policy';

/** What a channel’s configuration says of who is who, and who must sign what. */
export interface ChannelConfig {
  readonly channel: string;
  readonly membership: Membership;
  readonly policies: ReadonlyMap<string, SigningPolicy>;
  /** The path of each organisation’s group, by MSP id. */
  readonly organisations: ReadonlyMap<string, string>;
}

/** Reads the configuration out of a configuration transaction’s payload data: a serialised ConfigEnvelope. @throws Error where it holds none */
export function readChannelConfig(channel: string, data: Uint8Array): ChannelConfig {
  const root = common.ConfigEnvelope.deserializeBinary(data).getConfig()?.getChannelGroup();
  if (!root) throw new Error('the configuration transaction holds no channel group');
  const config = {
    channel,
    membership: new Membership(),
    policies: new Map<string, SigningPolicy>(),
    organisations: new Map<string, string>(),
  };
  addGroup(config, '/Channel', root);
  return config;
}

interface Growing extends ChannelConfig {
  readonly policies: Map<string, SigningPolicy>;
  readonly organisations: Map<string, string>;
}

/** The groups below come first: implicit policies speak of theirs. */
function addGroup(config: Growing, path: string, group: common.ConfigGroup): void {
  const mspConfig = group.getValuesMap().get('MSP');
  if (mspConfig) config.organisations.set(config.membership.add(mspConfig.getValue_asU8()), path);
  const below: string[] = [];
  for (const [name, child] of group.getGroupsMap().entries()) {
    below.push(`${path}/${name}`);
    addGroup(config, `${path}/${name}`, child);
  }
  for (const [name, policy] of group.getPoliciesMap().entries())
    config.policies.set(`${path}/${name}`, configPolicy(policy.getPolicy(), below, config.policies));
}
