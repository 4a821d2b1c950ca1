import { computeSha256, toHex } from '../blocks/bytes';
import type { ChannelConfig } from '../blocks/channel-config';
import { decodeApplicationPolicy, type PolicyTree } from '../identity/policy';
import type { ChaincodeDefinition } from '../state/chaincode-definitions';

/** A policy of the channel, and the policy that those who change it must satisfy. */
export interface PolicyDescription {
  readonly rule: string;
  readonly modPolicy: string;
}

/** One configuration of a channel, as far as it can be pinned. */
export interface ConfigurationDescription {
  readonly sequence: number;
  /** Policies by path. */
  readonly policies: Readonly<Record<string, PolicyDescription>>;
  /** SHA-256 of every value by path, hex, and the policy that guards the value. */
  readonly values: Readonly<Record<string, PolicyDescription>>;
  /** The policy that guards each group, by path. */
  readonly groups: Readonly<Record<string, string>>;
  readonly orderers: OrderersDescription;
}

/** Who may sign blocks. */
export interface OrderersDescription {
  /** MSP ids of the ordering organisations. */
  readonly organisations: readonly string[];
  /** SHA-256 of the identity of each BFT orderer by its number, hex; empty with Raft. */
  readonly consenters: Readonly<Record<string, string>>;
}

/** One definition of a chaincode. */
export interface DefinitionDescription {
  readonly sequence: number;
  readonly version: string;
  readonly policy: string;
  readonly endorsementPlugin: string;
  readonly validationPlugin: string;
  readonly isInitRequired: boolean;
  /** SHA-256 of the private collections' definitions, hex; empty if there are none. */
  readonly collections: string;
}

/** What a ledger says about its network, in the form in which it can be pinned. */
export interface NetworkDescription {
  readonly channel: string;
  /** Header hash of block 0, hex. */
  readonly genesis: string;
  /** Every configuration, in the order of the ledger. */
  readonly configurations: readonly ConfigurationDescription[];
  /** Every definition of each chaincode, in the order of the ledger. */
  readonly chaincodes: Readonly<Record<string, readonly DefinitionDescription[]>>;
  /** SHA-256 of the document by which an exchange was founded, hex; only of exchanges. */
  readonly founding?: string;
}

/** Describes a configuration so that two descriptions are equal only if who may do what is equal. */
export function describeConfiguration({ sequence, policies, tree, orderers, consenters }: ChannelConfig): ConfigurationDescription {
  const nodes = [...tree.nodes].sort(([a], [b]) => (a < b ? -1 : 1));
  const select = (kind: string) => nodes.filter(([name]) => name.startsWith(`${kind} `)).map(([, node]) => node);
  const describeValue = (node: object) => ('bytes' in node && node.bytes instanceof Uint8Array ? toHex(computeSha256(node.bytes)) : '');
  return {
    sequence,
    policies: Object.fromEntries(
      select('policy').map(({ path, modPolicy }) => [path, { rule: policies.get(path)?.text ?? 'no policy', modPolicy }]),
    ),
    values: Object.fromEntries(select('value').map((node) => [node.path, { rule: describeValue(node), modPolicy: node.modPolicy }])),
    groups: Object.fromEntries(select('group').map(({ path, modPolicy }) => [path, modPolicy])),
    orderers: {
      organisations: [...orderers].sort(),
      consenters: Object.fromEntries([...consenters].map(([number, identity]) => [String(number), toHex(computeSha256(identity))])),
    },
  };
}

/** Describes a chaincode's definition. */
export function describeDefinition(definition: ChaincodeDefinition, policies: PolicyTree): DefinitionDescription {
  const { sequence, version, endorsementPlugin, validationPlugin, isInitRequired, collectionsHash } = definition;
  const policy = decodeApplicationPolicy(definition.policy, policies).text;
  return { sequence, version, policy, endorsementPlugin, validationPlugin, isInitRequired, collections: collectionsHash };
}
