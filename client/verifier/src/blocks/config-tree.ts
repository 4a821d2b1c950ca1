import { common } from '../wire/forms';
import { Message } from '../wire/message';
import { VerifierError } from '../verifier-error';

/** What every part of a configuration has. */
interface Guarded {
  readonly path: string;
  readonly version: number;
  /** Name or path of the policy that those who change it must satisfy. */
  readonly modPolicy: string;
}

/** A value (its bytes) or a policy (a serialised common.Policy). */
export interface LeafNode extends Guarded {
  readonly bytes: Uint8Array;
}

/** A group of a configuration. */
export interface GroupNode extends Guarded {
  readonly groups: ReadonlyMap<string, GroupNode>;
  readonly values: ReadonlyMap<string, LeafNode>;
  readonly policies: ReadonlyMap<string, LeafNode>;
}

/** A part of a configuration. */
export type ConfigNode = GroupNode | LeafNode;

/** A configuration as a tree, and its parts by kind and path, such as `value /Channel/Orderer/BatchSize`. */
export interface ConfigTree {
  readonly root: GroupNode;
  readonly nodes: ReadonlyMap<string, ConfigNode>;
}

const deepestGroup = 16;

/** Reads a serialised ConfigGroup as the group `/Channel`. @throws MESSAGE_MALFORMED, CONFIG_MALFORMED */
export function readConfigTree(bytes: Uint8Array, notes: string[]): ConfigTree {
  const nodes = new Map<string, ConfigNode>();
  return { root: readGroup(bytes, '/Channel', { nodes, notes, depth: 0 }), nodes };
}

/** Returns whether a part is a group. */
export function isGroup(node: ConfigNode): node is GroupNode {
  return 'groups' in node;
}

interface TreeSource {
  readonly nodes: Map<string, ConfigNode>;
  readonly notes: string[];
  readonly depth: number;
}

function readGroup(bytes: Uint8Array, path: string, source: TreeSource): GroupNode {
  if (source.depth > deepestGroup) throw new VerifierError('CONFIG_MALFORMED', `Configuration is nested too deeply at ${path}.`);
  const { nodes, notes } = source;
  const group = new Message(bytes, common.ConfigGroup, notes);
  const inside = { ...source, depth: source.depth + 1 };
  const node: GroupNode = {
    path,
    version: group.getInteger('version'),
    modPolicy: group.getText('modPolicy'),
    groups: readMap(group.getList('groups'), path, notes, (content, at) => readGroup(content, at, inside)),
    values: readMap(group.getList('values'), path, notes, (content, at) => readValue(content, at, source)),
    policies: readMap(group.getList('policies'), path, notes, (content, at) => readPolicy(content, at, source)),
  };
  nodes.set(`group ${path}`, node);
  return node;
}

function readMap<T>(
  entries: readonly Uint8Array[],
  path: string,
  notes: string[],
  read: (content: Uint8Array, at: string) => T,
): ReadonlyMap<string, T> {
  const map = new Map<string, T>();
  for (const bytes of entries) {
    const entry = new Message(bytes, common.MapEntry, notes);
    const name = entry.getText('key');
    if (map.has(name)) notes.push(`ConfigGroup ${path} has ${name} twice`);
    map.set(name, read(entry.getBytes('value'), `${path}/${name}`));
  }
  return map;
}

function readValue(bytes: Uint8Array, path: string, { nodes, notes }: TreeSource): LeafNode {
  const value = new Message(bytes, common.ConfigValue, notes);
  const leaf = { path, version: value.getInteger('version'), modPolicy: value.getText('modPolicy'), bytes: value.getBytes('value') };
  nodes.set(`value ${path}`, leaf);
  return leaf;
}

function readPolicy(bytes: Uint8Array, path: string, { nodes, notes }: TreeSource): LeafNode {
  const policy = new Message(bytes, common.ConfigPolicy, notes);
  const leaf = { path, version: policy.getInteger('version'), modPolicy: policy.getText('modPolicy'), bytes: policy.getBytes('policy') };
  nodes.set(`policy ${path}`, leaf);
  return leaf;
}
