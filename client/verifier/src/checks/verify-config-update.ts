import { concatBytes, toHex } from '../blocks/bytes';
import type { ChannelConfig } from '../blocks/channel-config';
import { isGroup, readConfigTree, type ConfigNode, type ConfigTree } from '../blocks/config-tree';
import { decodeTransaction, headerTypes } from '../blocks/transaction';
import type { Signer } from '../identity/membership';
import { isCreatorSigned, isSigned } from '../identity/signatures';
import { describeError } from '../verifier-error';
import { common } from '../wire/forms';
import { Message } from '../wire/message';

/** Sections of a channel group that a new version of the group may add and remove. */
const orderersCapabilities = 'value /Channel/Orderer/Capabilities';
/** The policy that Fabric sets for parts that name none. */
const defaultModPolicy = 'Admins';

/** An update as its envelope contains it. */
interface ConfigUpdate {
  readonly channel: string;
  readonly read: ConfigTree | undefined;
  readonly write: ConfigTree;
  readonly signers: readonly Signer[];
}

/**
 * Returns why a configuration does not follow from the one before: its update must name the versions in force, satisfy the policy that
 * guards each part that it changes, and lead to exactly this configuration. Returns `undefined` if it does (Fabric's common/configtx).
 */
export function findUpdateFault(config: ChannelConfig, before: ChannelConfig): string | undefined {
  if (config.lastUpdate.length === 0) return 'it names no update that led to it';
  const notes: string[] = [];
  try {
    const update = readUpdate(config.lastUpdate, before, notes);
    if (typeof update === 'string') return update;
    return notes[0] ?? findVersionFault(update, before) ?? findChangeFault(update, before) ?? findResultFault(update, before, config);
  } catch (error) {
    return `its update cannot be read: ${describeError(error)}`;
  }
}

/** Reads an update; returns the reason if it is none of this channel. */
function readUpdate(envelope: Uint8Array, before: ChannelConfig, notes: string[]): ConfigUpdate | string {
  const transaction = decodeTransaction(envelope);
  notes.push(...transaction.notes);
  if (transaction.type !== headerTypes.configUpdate) return `its update has type ${String(transaction.type)}, 2 expected`;
  const creator = before.membership.findSigner(transaction.creator);
  if (!creator || creator.invalid !== undefined || !isCreatorSigned(transaction)) return 'no member of the channel signed its update';
  const content = new Message(transaction.data, common.ConfigUpdateEnvelope, notes);
  const bytes = content.getBytes('configUpdate');
  const update = new Message(bytes, common.ConfigUpdate, notes);
  const channel = update.getText('channelId');
  if (channel !== before.channel || transaction.channel !== before.channel)
    return `its update is for channel ${channel}, ${before.channel} expected`;
  return {
    channel,
    read: update.has('readSet') ? readConfigTree(update.getBytes('readSet'), notes) : undefined,
    write: readConfigTree(update.getBytes('writeSet'), notes),
    signers: readSigners(bytes, content.getList('signatures'), { before, notes }),
  };
}

/** Returns the members who signed an update, each certificate once. */
function readSigners(
  update: Uint8Array,
  signatures: readonly Uint8Array[],
  { before, notes }: { readonly before: ChannelConfig; readonly notes: string[] },
): readonly Signer[] {
  const signers = new Map<string, Signer>();
  for (const each of signatures) {
    const signature = new Message(each, common.ConfigSignature, notes);
    const header = signature.getBytes('signatureHeader');
    const identity = new Message(header, common.SignatureHeader, notes).getBytes('creator');
    const signer = before.membership.findSigner(identity);
    const isHeld = isSigned({ identity, message: concatBytes(header, update), signature: signature.getBytes('signature') });
    if (signer?.invalid === undefined && signer && isHeld) signers.set(`${signer.mspId} ${signer.fingerprint}`, signer);
    else notes.push('a signature of its update does not hold');
  }
  return [...signers.values()];
}

/** Returns which part of the read set is not of the version in force. */
function findVersionFault({ read }: ConfigUpdate, { tree }: ChannelConfig): string | undefined {
  for (const [name, { version }] of read?.nodes ?? []) {
    const existing = tree.nodes.get(name);
    if (existing?.version !== version)
      return `its update read ${name} in version ${String(version)}, ${String(existing?.version ?? 'none')} expected`;
  }
  return undefined;
}

/** Lists the parts that an update changes: those in another version than it read. */
function listChanges({ read, write }: ConfigUpdate): readonly (readonly [name: string, node: ConfigNode])[] {
  return [...write.nodes].filter(([name, { version }]) => read?.nodes.get(name)?.version !== version);
}

/** Returns which change has the wrong version, or lacks the signatures that its part asks for. */
function findChangeFault(update: ConfigUpdate, before: ChannelConfig): string | undefined {
  const changes = listChanges(update);
  if (changes.length === 0) return 'its update changes nothing';
  for (const [name, node] of changes) {
    const existing = before.tree.nodes.get(name);
    const expected = existing ? existing.version + 1 : 0;
    if (node.version !== expected) return `its update writes ${name} in version ${String(node.version)}, ${String(expected)} expected`;
    const fault = existing && findPolicyFault(name, existing, update, before);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function findPolicyFault(name: string, node: ConfigNode, { signers }: ConfigUpdate, { policies }: ChannelConfig): string | undefined {
  const path = findModPolicy(node);
  const policy = policies.get(path);
  if (policy?.isSatisfiedBy(signers) === true) return undefined;
  const names = signers.map(({ mspId, role }) => `${mspId}.${role ?? 'member'}`).join(', ');
  return `${name} was changed by ${names || 'nobody'}, ${path} (${policy?.text ?? 'no such policy'}) expected`;
}

/** Returns the path of the policy that guards a part: absolute, or relative to the group that it is or lies in. */
function findModPolicy(node: ConfigNode): string {
  if (node.modPolicy.startsWith('/')) return node.modPolicy;
  const group = isGroup(node) ? node.path : node.path.slice(0, node.path.lastIndexOf('/'));
  return `${group}/${node.modPolicy}`;
}

/** Returns where the configuration differs from what the update makes of the one before. */
function findResultFault(update: ConfigUpdate, before: ChannelConfig, { tree }: ChannelConfig): string | undefined {
  const nodes = new Map([...before.tree.nodes, ...listChanges(update)]);
  const lost = [...update.write.nodes.keys()].find((name) => !nodes.has(name));
  if (lost !== undefined) return `its update writes ${lost} without changing its group`;
  const expected = describeTree(nodes, 'group /Channel');
  const found = describeTree(tree.nodes, 'group /Channel');
  for (const name of new Set([...expected.keys(), ...found.keys()])) {
    if (expected.get(name) !== found.get(name)) return `${name} is not what its update makes of the configuration before`;
  }
  return undefined;
}

/** Describes the parts that are reached from a group by the names that the groups give, as Fabric puts a configuration together. */
function describeTree(nodes: ReadonlyMap<string, ConfigNode>, root: string): ReadonlyMap<string, string> {
  const described = new Map<string, string>();
  const fallback = nodes.has(orderersCapabilities) ? defaultModPolicy : '';
  const waiting = [root];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const node = nodes.get(name);
    if (!node) {
      described.set(name, 'missing');
      continue;
    }
    const content = isGroup(node) ? '' : toHex(node.bytes);
    described.set(name, `${String(node.version)} ${node.modPolicy || fallback} ${content}`);
    if (!isGroup(node)) continue;
    waiting.push(...[...node.groups.keys()].map((each) => `group ${node.path}/${each}`));
    waiting.push(...[...node.values.keys()].map((each) => `value ${node.path}/${each}`));
    waiting.push(...[...node.policies.keys()].map((each) => `policy ${node.path}/${each}`));
  }
  return described;
}
