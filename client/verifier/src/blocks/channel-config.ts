import { Membership } from '../identity/membership';
import { decodeConfigPolicy, type SigningPolicy } from '../identity/policy';
import { common, msp } from '../protos';
import { VerifierError } from '../verifier-error';

/** A channel's configuration: who is who, and who must sign what. */
export interface ChannelConfig {
  readonly channel: string;
  readonly sequence: number;
  readonly membership: Membership;
  readonly policies: ReadonlyMap<string, SigningPolicy>;
  /** Path of each application organisation's group, by MSP id. */
  readonly organisations: ReadonlyMap<string, string>;
  /** MSP ids of the ordering organisations. */
  readonly orderers: ReadonlySet<string>;
  /** SerializedIdentity of BFT orderers by their number; empty with Raft. */
  readonly consenters: ReadonlyMap<number, Uint8Array>;
}

/** Reads a configuration transaction's payload data, a serialised ConfigEnvelope. @throws CONFIG_MALFORMED, CERTIFICATE_MALFORMED */
export function readChannelConfig(channel: string, data: Uint8Array): ChannelConfig {
  const configuration = common.ConfigEnvelope.deserializeBinary(data).getConfig();
  const root = configuration?.getChannelGroup();
  if (!configuration || !root) throw new VerifierError('CONFIG_MALFORMED', 'Configuration transaction has no channel group.');
  const config: ConfigBuilder = {
    channel,
    sequence: configuration.getSequence(),
    membership: new Membership(),
    policies: new Map<string, SigningPolicy>(),
    organisations: new Map<string, string>(),
    orderers: new Set<string>(),
    consenters: readConsenters(root),
  };
  addGroup(config, '/Channel', root);
  return config;
}

interface ConfigBuilder extends ChannelConfig {
  readonly policies: Map<string, SigningPolicy>;
  readonly organisations: Map<string, string>;
  readonly orderers: Set<string>;
}

/** Adds the groups below first, because implicit policies refer to their policies. */
function addGroup(config: ConfigBuilder, path: string, group: common.ConfigGroup): void {
  const mspConfig = group.getValuesMap().get('MSP');
  if (mspConfig) addOrganisation(config, path, mspConfig.getValue_asU8());
  const below: string[] = [];
  for (const [name, child] of group.getGroupsMap().entries()) {
    below.push(`${path}/${name}`);
    addGroup(config, `${path}/${name}`, child);
  }
  for (const [name, policy] of group.getPoliciesMap().entries())
    config.policies.set(`${path}/${name}`, decodeConfigPolicy(policy.getPolicy(), below, config.policies));
}

/** Adds an organisation, which may be an application organisation, an ordering one, or both. */
function addOrganisation(config: ConfigBuilder, path: string, mspConfig: Uint8Array): void {
  const mspId = config.membership.add(mspConfig);
  if (path.startsWith('/Channel/Orderer/')) config.orderers.add(mspId);
  if (path.startsWith('/Channel/Application/')) config.organisations.set(mspId, path);
}

function readConsenters(root: common.ConfigGroup): ReadonlyMap<number, Uint8Array> {
  const value = root.getGroupsMap().get('Orderer')?.getValuesMap().get('Orderers');
  const consenters = value ? common.Orderers.deserializeBinary(value.getValue_asU8()).getConsenterMappingList() : [];
  return new Map(
    consenters.map((consenter) => {
      const identity = new msp.SerializedIdentity();
      identity.setMspid(consenter.getMspId());
      identity.setIdBytes(consenter.getIdentity_asU8());
      return [consenter.getId(), identity.serializeBinary()] as const;
    }),
  );
}
