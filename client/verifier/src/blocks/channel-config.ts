import { Membership } from '../identity/membership';
import { decodeConfigPolicy, type SigningPolicy } from '../identity/policy';
import { encodeField } from '../wire/encode';
import { common, msp } from '../wire/forms';
import { Message } from '../wire/message';
import { VerifierError } from '../verifier-error';
import { concatBytes, encodeText } from './bytes';
import { readConfigTree, type ConfigTree, type GroupNode } from './config-tree';

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
  /** Every group, value and policy with its version and the policy that guards it. */
  readonly tree: ConfigTree;
  /** Envelope of the update that led to this configuration; empty for the first. */
  readonly lastUpdate: Uint8Array;
  /** What the configuration contains in addition to the fields that Fabric knows. */
  readonly notes: readonly string[];
}

/**
 * Reads a configuration transaction's payload data, a serialised ConfigEnvelope.
 * @throws CONFIG_MALFORMED, CERTIFICATE_MALFORMED, MESSAGE_MALFORMED
 */
export function readChannelConfig(channel: string, data: Uint8Array): ChannelConfig {
  const notes: string[] = [];
  const envelope = new Message(data, common.ConfigEnvelope, notes);
  const content = new Message(envelope.getBytes('config'), common.Config, notes);
  if (!content.has('channelGroup')) throw new VerifierError('CONFIG_MALFORMED', 'Configuration transaction has no channel group.');
  const tree = readConfigTree(content.getBytes('channelGroup'), notes);
  const config: ConfigBuilder = {
    channel,
    sequence: content.getInteger('sequence'),
    membership: new Membership(),
    policies: new Map<string, SigningPolicy>(),
    organisations: new Map<string, string>(),
    orderers: new Set<string>(),
    consenters: readConsenters(tree, notes),
    tree,
    lastUpdate: envelope.getBytes('lastUpdate'),
    notes,
  };
  addGroup(config, tree.root, notes);
  return config;
}

interface ConfigBuilder extends ChannelConfig {
  readonly policies: Map<string, SigningPolicy>;
  readonly organisations: Map<string, string>;
  readonly orderers: Set<string>;
}

/** Adds the groups below first, because implicit policies refer to their policies. */
function addGroup(config: ConfigBuilder, { path, groups, values, policies }: GroupNode, notes: string[]): void {
  const mspConfig = values.get('MSP');
  if (mspConfig) addOrganisation(config, path, mspConfig.bytes, notes);
  for (const child of groups.values()) addGroup(config, child, notes);
  const below = [...groups.values()].map((child) => child.path);
  for (const [name, policy] of policies)
    config.policies.set(`${path}/${name}`, decodeConfigPolicy(policy.bytes, below, config.policies, notes));
}

/** Adds an organisation, which may be an application organisation, an ordering one, or both. */
function addOrganisation(config: ConfigBuilder, path: string, mspConfig: Uint8Array, notes: string[]): void {
  const mspId = config.membership.add(mspConfig, notes);
  if (path.startsWith('/Channel/Orderer/')) config.orderers.add(mspId);
  if (path.startsWith('/Channel/Application/')) config.organisations.set(mspId, path);
}

function readConsenters({ root }: ConfigTree, notes: string[]): ReadonlyMap<number, Uint8Array> {
  const value = root.groups.get('Orderer')?.values.get('Orderers');
  const consenters = value ? new Message(value.bytes, common.Orderers, notes).getList('consenters') : [];
  return new Map(
    consenters.map((each) => {
      const consenter = new Message(each, common.Consenter, notes);
      return [consenter.getInteger('id'), encodeIdentity(consenter.getText('mspId'), consenter.getBytes('identity'))] as const;
    }),
  );
}

/** Encodes a SerializedIdentity. */
function encodeIdentity(mspId: string, certificate: Uint8Array): Uint8Array {
  const fields = msp.SerializedIdentity.bytes;
  return concatBytes(encodeField(fields.mspId, encodeText(mspId)), encodeField(fields.idBytes, certificate));
}
