import { peer } from '@hyperledger/fabric-protos';
import type { Topology } from './topology';
import { definitionTransaction } from './chaincode/definition-transaction';
import type { ChaincodeDefinition, Ledger } from './ledger/types';
import type { BlockAssembler } from './orderer/block-assembler';
import { genesisEnvelope } from './orderer/genesis';
import { endorsementRule, signaturePolicy } from './orderer/signature-policy';
import type { OrganisationMaterial } from './organisations';
import { host, type Ports } from './ports';

/** The material of all organisations of a channel. */
export interface ChannelMembers {
  readonly orderer: OrganisationMaterial;
  readonly organisations: readonly OrganisationMaterial[];
}

const batch = { maxMessageCount: 500, absoluteMaxBytes: 10 * 1024 * 1024, preferredMaxBytes: 2 * 1024 * 1024, timeout: '2s' } as const;

/** PB(Envelope) of the configuration a new channel starts from. */
export function firstConfiguration(topology: Topology, { orderer, organisations }: ChannelMembers, ports: Ports): Uint8Array {
  return genesisEnvelope({
    channelId: topology.channel,
    organisations: organisations.map((one) => ({ ...one, endpoint: { host, port: ports.peers.get(one.mspId) ?? 0 } })),
    orderer: { ...orderer, endpoint: { host, port: ports.orderer } },
    batch,
    now: Date.now(),
  });
}

/** Commits the chaincode's definition where the channel has none like it; a changed policy or version takes the next sequence. */
export async function defineChaincode(
  name: string,
  { topology, members, ledger, assembler }: { topology: Topology; members: ChannelMembers; ledger: Ledger; assembler: BlockAssembler },
): Promise<void> {
  const definition = definitionOf(name, topology);
  const known = ledger.chaincodeDefinition(name);
  if (known?.version === definition.version && Buffer.from(known.endorsementPolicy).equals(definition.endorsementPolicy)) return;
  const [first] = members.organisations;
  if (!first) throw new Error('the topology names no organisation');
  const envelope = definitionTransaction(
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
  if (code !== 0) throw new Error(`the definition of chaincode ${name} was not valid: code ${code ?? 'none'}`);
}

function definitionOf(name: string, { chaincode: { version, endorsement }, organisations }: Topology): ChaincodeDefinition {
  const mspIds = organisations.map(({ mspId }) => mspId);
  const policy = new peer.ApplicationPolicy();
  policy.setSignaturePolicy(signaturePolicy(endorsementRule(endorsement, mspIds)));
  return { name, version, sequence: 1, initRequired: false, endorsementPolicy: policy.serializeBinary(), collections: [] };
}
