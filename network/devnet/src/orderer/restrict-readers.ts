import { common, msp } from '@hyperledger/fabric-protos';
import { hashBlockData } from '../proto/block-header';
import { makeReadersRule } from './channel-rights';
import { encodeConfigPolicy } from './config-group';

/**
 * Restricts who may read blocks in PB(Block) of a channel's first configuration, as configtxgen writes it: its policy language has no
 * organisational units.
 */
export function restrictReaders(genesis: Uint8Array): Uint8Array {
  const block = common.Block.deserializeBinary(genesis);
  const envelope = common.Envelope.deserializeBinary(block.getData()?.getDataList_asU8()[0] ?? new Uint8Array());
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const content = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8());
  const application = content.getConfig()?.getChannelGroup()?.getGroupsMap().get('Application');
  for (const [, organisation] of application?.getGroupsMap().entries() ?? []) restrictOrganisation(organisation);
  payload.setData(content.serializeBinary());
  envelope.setPayload(payload.serializeBinary());
  const data = [envelope.serializeBinary()];
  block.getData()?.setDataList(data);
  block.getHeader()?.setDataHash(hashBlockData(data));
  return block.serializeBinary();
}

function restrictOrganisation(group: common.ConfigGroup): void {
  const outer = msp.MSPConfig.deserializeBinary(group.getValuesMap().get('MSP')?.getValue_asU8() ?? new Uint8Array());
  const config = msp.FabricMSPConfig.deserializeBinary(outer.getConfig_asU8());
  group.getPoliciesMap().set('Readers', encodeConfigPolicy(makeReadersRule(config.getName(), config.getRootCertsList_asU8())));
}
