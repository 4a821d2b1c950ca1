import { common, msp } from '@hyperledger/fabric-protos';
import { Membership } from './membership';
import { configPolicy, type SigningPolicy } from './policy';

/** What a channel’s configuration says of who is who, and who must sign what. */
export interface ChannelConfig {
  readonly channel: string;
  readonly sequence: number;
  readonly membership: Membership;
  readonly policies: ReadonlyMap<string, SigningPolicy>;
  /** The path of each application organisation’s group, by MSP id. */
  readonly organisations: ReadonlyMap<string, string>;
  /** MSP ids of the organisations that order. */
  readonly orderers: ReadonlySet<string>;
  /** SerializedIdentity of Byzantine orderers by their number; empty where Raft orders. */
  readonly consenters: ReadonlyMap<number, Uint8Array>;
}

/** Reads the configuration out of a configuration transaction’s payload data: a serialised ConfigEnvelope. @throws Error where it holds none */
export function readChannelConfig(channel: string, data: Uint8Array): ChannelConfig {
  const held = common.ConfigEnvelope.deserializeBinary(data).getConfig();
  const root = held?.getChannelGroup();
  if (!held || !root) throw new Error('the configuration transaction holds no channel group');
  const config: Growing = {
    channel,
    sequence: held.getSequence(),
    membership: new Membership(),
    policies: new Map<string, SigningPolicy>(),
    organisations: new Map<string, string>(),
    orderers: new Set<string>(),
    consenters: consentersIn(root),
  };
  addGroup(config, '/Channel', root);
  return config;
}

interface Growing extends ChannelConfig {
  readonly policies: Map<string, SigningPolicy>;
  readonly organisations: Map<string, string>;
  readonly orderers: Set<string>;
}

/** The groups below come first: implicit policies speak of theirs. */
function addGroup(config: Growing, path: string, group: common.ConfigGroup): void {
  const mspConfig = group.getValuesMap().get('MSP');
  if (mspConfig) addOrganisation(config, path, mspConfig.getValue_asU8());
  const below: string[] = [];
  for (const [name, child] of group.getGroupsMap().entries()) {
    below.push(`${path}/${name}`);
    addGroup(config, `${path}/${name}`, child);
  }
  for (const [name, policy] of group.getPoliciesMap().entries())
    config.policies.set(`${path}/${name}`, configPolicy(policy.getPolicy(), below, config.policies));
}

/** One organisation may both take part and order. */
function addOrganisation(config: Growing, path: string, mspConfig: Uint8Array): void {
  const mspId = config.membership.add(mspConfig);
  if (path.startsWith('/Channel/Orderer/')) config.orderers.add(mspId);
  if (path.startsWith('/Channel/Application/')) config.organisations.set(mspId, path);
}

function consentersIn(root: common.ConfigGroup): ReadonlyMap<number, Uint8Array> {
  const value = root.getGroupsMap().get('Orderer')?.getValuesMap().get('Orderers');
  const listed = value ? common.Orderers.deserializeBinary(value.getValue_asU8()).getConsenterMappingList() : [];
  return new Map(
    listed.map((consenter) => {
      const identity = new msp.SerializedIdentity();
      identity.setMspid(consenter.getMspId());
      identity.setIdBytes(consenter.getIdentity_asU8());
      return [consenter.getId(), identity.serializeBinary()] as const;
    }),
  );
}
