import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import { Timestamp } from 'google-protobuf/google/protobuf/timestamp_pb';
import type { Signer } from '@databund/devnet/internal/endorser/endorser';
import { computeTxId } from '@databund/devnet/internal/proto/transaction';

/** A change of one value or policy of a channel's configuration. */
export interface ConfigChange {
  /** Names of the groups below `/Channel` that lead to it, such as `['Orderer']`. */
  readonly groups: readonly string[];
  readonly name: string;
  /** PB of the value, or the new policy. */
  readonly content: Uint8Array | common.Policy;
}

/** The parts of a configuration transaction. */
export interface ConfigUpdateOptions {
  readonly channelId: string;
  readonly before: common.Config;
  readonly change: ConfigChange;
  /** Who signs the update; the first of them submits it. */
  readonly administrators: readonly Signer[];
  readonly orderer: Signer;
  readonly now: number;
}

/** Returns the configuration in a CONFIG envelope. */
export function readConfig(envelope: Uint8Array): common.Config {
  const payload = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(envelope).getPayload_asU8());
  return common.ConfigEnvelope.deserializeBinary(payload.getData_asU8()).getConfig() ?? new common.Config();
}

/** Makes PB(Envelope) of a configuration transaction, as an orderer makes it of an update that administrators signed. */
export function makeConfigTransaction(options: ConfigUpdateOptions): Uint8Array {
  const { before, channelId, change, administrators, orderer, now } = options;
  const [submitter = orderer] = administrators;
  const config = new common.Config();
  config.setSequence(before.getSequence() + 1);
  config.setChannelGroup(applyChange(before, change));
  const envelope = new common.ConfigEnvelope();
  envelope.setConfig(config);
  const update = encodeUpdate(options);
  envelope.setLastUpdate(wrap(update, { type: common.HeaderType.CONFIG_UPDATE, channelId, signer: submitter, now }));
  return wrap(envelope.serializeBinary(), { type: common.HeaderType.CONFIG, channelId, signer: orderer, now }).serializeBinary();
}

function applyChange(before: common.Config, { groups, name, content }: ConfigChange): common.ConfigGroup {
  const root = before.getChannelGroup()?.cloneMessage() ?? new common.ConfigGroup();
  writeLeaf(findGroup(root, groups), findGroup(root, groups), name, content);
  return root;
}

function encodeUpdate({ channelId, before, change, administrators }: ConfigUpdateOptions): Uint8Array {
  const update = new common.ConfigUpdate();
  update.setChannelId(channelId);
  const { groups, name, content } = change;
  const root = before.getChannelGroup() ?? new common.ConfigGroup();
  update.setReadSet(outline(root, groups));
  const written = outline(root, groups);
  writeLeaf(findGroup(written, groups), findGroup(root, groups), name, content);
  update.setWriteSet(written);
  const bytes = update.serializeBinary();
  const signed = new common.ConfigUpdateEnvelope();
  signed.setConfigUpdate(bytes);
  signed.setSignaturesList(administrators.map((administrator) => signUpdate(bytes, administrator)));
  return signed.serializeBinary();
}

/** Returns the groups that lead to a change, with their versions alone. */
function outline(group: common.ConfigGroup, [next, ...others]: readonly string[]): common.ConfigGroup {
  const copy = new common.ConfigGroup();
  copy.setVersion(group.getVersion());
  if (next !== undefined) copy.getGroupsMap().set(next, outline(findGroup(group, [next]), others));
  return copy;
}

function findGroup(root: common.ConfigGroup, groups: readonly string[]): common.ConfigGroup {
  return groups.reduce((group, name) => group.getGroupsMap().get(name) ?? new common.ConfigGroup(), root);
}

/** Writes the next version of a value or a policy into a group. */
function writeLeaf(group: common.ConfigGroup, before: common.ConfigGroup, name: string, content: ConfigChange['content']): void {
  if (content instanceof Uint8Array) {
    const value = (before.getValuesMap().get(name) ?? new common.ConfigValue()).cloneMessage();
    value.setVersion(value.getVersion() + 1);
    value.setValue(content);
    group.getValuesMap().set(name, value);
    return;
  }
  const policy = (before.getPoliciesMap().get(name) ?? new common.ConfigPolicy()).cloneMessage();
  policy.setVersion(policy.getVersion() + 1);
  policy.setPolicy(content);
  group.getPoliciesMap().set(name, policy);
}

function signUpdate(update: Uint8Array, administrator: Signer): common.ConfigSignature {
  const header = new common.SignatureHeader();
  header.setCreator(administrator.serialized);
  header.setNonce(randomBytes(24));
  const signature = new common.ConfigSignature();
  signature.setSignatureHeader(header.serializeBinary());
  signature.setSignature(administrator.sign(Buffer.concat([header.serializeBinary(), update])));
  return signature;
}

interface Wrapping {
  readonly type: number;
  readonly channelId: string;
  readonly signer: Signer;
  readonly now: number;
}

function wrap(data: Uint8Array, { type, channelId, signer, now }: Wrapping): common.Envelope {
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(signer.serialized);
  signatureHeader.setNonce(randomBytes(24));
  const timestamp = new Timestamp();
  timestamp.setSeconds(Math.floor(now / 1000));
  const channelHeader = new common.ChannelHeader();
  channelHeader.setType(type === common.HeaderType.CONFIG ? common.HeaderType.CONFIG : common.HeaderType.CONFIG_UPDATE);
  channelHeader.setTimestamp(timestamp);
  channelHeader.setChannelId(channelId);
  channelHeader.setTxId(computeTxId(signatureHeader.getNonce_asU8(), signer.serialized));
  const header = new common.Header();
  header.setChannelHeader(channelHeader.serializeBinary());
  header.setSignatureHeader(signatureHeader.serializeBinary());
  const payload = new common.Payload();
  payload.setHeader(header);
  payload.setData(data);
  const envelope = new common.Envelope();
  envelope.setPayload(payload.serializeBinary());
  envelope.setSignature(signer.sign(payload.serializeBinary()));
  return envelope;
}
