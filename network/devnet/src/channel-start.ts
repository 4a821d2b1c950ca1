import { peer } from '@hyperledger/fabric-protos';
import { encodeDefinitionTransaction } from './chaincode/definition-transaction';
import { DevnetError } from './errors';
import type { ChaincodeDefinition, Ledger } from './ledger/types';
import type { BlockAssembler } from './orderer/block-assembler';
import { encodeGenesisEnvelope } from './orderer/genesis';
import { encodeSignaturePolicy, toPolicyRule } from './orderer/signature-policy';
import type { OrganisationMaterial } from './organisations';
import { host, type Ports } from './ports';
import type { Topology } from './topology';

/** Certificates and keys of all organisations of a channel. */
export interface ChannelMembers {
  readonly orderer: OrganisationMaterial;
  readonly organisations: readonly OrganisationMaterial[];
}

const batch = { maxMessageCount: 500, absoluteMaxBytes: 10 * 1024 * 1024, preferredMaxBytes: 2 * 1024 * 1024, timeout: '2s' } as const;

/** Encodes PB(Envelope) of the first configuration of a channel. */
export function encodeFirstConfig(topology: Topology, { orderer, organisations }: ChannelMembers, ports: Ports): Uint8Array {
  return encodeGenesisEnvelope({
    channelId: topology.channel,
    organisations: organisations.map((one) => ({ ...one, endpoint: { host, port: ports.peers.get(one.mspId) ?? 0 } })),
    orderer: { ...orderer, endpoint: { host, port: ports.orderer } },
    batch,
    now: Date.now(),
  });
}

/** Commits the chaincode definition unless the channel has an equal one. A new policy or version takes the next sequence. @throws DEFINITION_INVALID */
export async function defineChaincode(
  name: string,
  { topology, members, ledger, assembler }: { topology: Topology; members: ChannelMembers; ledger: Ledger; assembler: BlockAssembler },
): Promise<void> {
  const definition = makeDefinition(name, topology);
  const known = ledger.findChaincodeDefinition(name);
  if (known?.version === definition.version && Buffer.from(known.endorsementPolicy).equals(definition.endorsementPolicy)) return;
  const [first] = members.organisations;
  if (!first) throw new DevnetError('TOPOLOGY_INVALID', 'The topology has no organisation; at least one is needed.');
  const envelope = encodeDefinitionTransaction(
    { ...definition, sequence: (known?.sequence ?? 0) + 1 },
    {
      channelId: topology.channel,
      administrator: first.administrator,
      endorsers: members.organisations.map(({ node }) => node),
      now: Date.now(),
    },
  );
  const block = await ledger.commit(assembler.assemble([envelope], ledger));
  const code = block.flags[0];
  if (code !== 0)
    throw new DevnetError('DEFINITION_INVALID', `The definition of chaincode ${name} has validation code ${code ?? 'none'}, not 0.`);
}

function makeDefinition(name: string, { chaincode: { version, endorsement }, organisations }: Topology): ChaincodeDefinition {
  const mspIds = organisations.map(({ mspId }) => mspId);
  const policy = new peer.ApplicationPolicy();
  policy.setSignaturePolicy(encodeSignaturePolicy(toPolicyRule(endorsement, mspIds)));
  return { name, version, sequence: 1, initRequired: false, endorsementPolicy: policy.serializeBinary(), collections: [] };
}
