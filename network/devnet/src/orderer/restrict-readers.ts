import { common } from '@hyperledger/fabric-protos';
import { DevnetError } from '../errors';
import { hashBlockData } from '../proto/block-header';
import { makeReadersRule } from './channel-rights';
import { encodeConfigPolicy } from './config-group';

/**
 * Restricts who may read blocks in PB(Block) of a channel's first configuration, as configtxgen writes it: its policy language has no
 * organisational units. `roots` are the organisations' root certificates in PEM, by MSP id. @throws MSP_INVALID if an organisation is missing
 */
export function restrictReaders(genesis: Uint8Array, roots: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const block = common.Block.deserializeBinary(genesis);
  const envelope = common.Envelope.deserializeBinary(block.getData()?.getDataList_asU8()[0] ?? new Uint8Array());
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const content = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8());
  const organisations = content.getConfig()?.getChannelGroup()?.getGroupsMap().get('Application')?.getGroupsMap();
  for (const [mspId, root] of roots) {
    const policies = organisations?.get(mspId)?.getPoliciesMap();
    if (!policies) throw new DevnetError('MSP_INVALID', `The channel's first configuration has no organisation ${mspId}.`);
    policies.set('Readers', encodeConfigPolicy(makeReadersRule(mspId, root)));
  }
  payload.setData(content.serializeBinary());
  envelope.setPayload(payload.serializeBinary());
  const data = [envelope.serializeBinary()];
  block.getData()?.setDataList(data);
  block.getHeader()?.setDataHash(hashBlockData(data));
  return block.serializeBinary();
}
