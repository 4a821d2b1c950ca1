import { writeFileSync } from 'node:fs';
import type { Organisation, Topology } from '@databund/devnet/internal/topology';
import { packChaincode } from './chaincode-package';
import type { Layout } from './layout';
import type { PeerCommand } from './peer-command';

/** Which chaincode, and where its server listens. */
export interface ChaincodeChoice {
  readonly name: string;
  readonly address: string;
  /** By MSP id, where an organisation runs a process of its own. */
  readonly addressOf?: Readonly<Record<string, string>>;
}

/** Installs a chaincode on every peer, approves it for every organisation, and commits its definition. */
export async function deployChaincode(layout: Layout, command: PeerCommand, choice: ChaincodeChoice): Promise<void> {
  const { topology } = layout;
  const { organisations } = topology;
  const packageIds = await Promise.all(organisations.map((organisation) => install(organisation, layout, command, choice)));
  const definition = definitionArguments(topology, choice.name);
  // Each approval is a write to its organisation's own collection, so they may share a block.
  const approve = (organisation: Organisation, id = '') =>
    command.peer(organisation, ...lifecycle('approveformyorg'), ...command.orderer, ...definition, '--package-id', id);
  await Promise.all(organisations.map((organisation, index) => approve(organisation, packageIds[index])));
  const [first] = organisations;
  if (first) await command.peer(first, ...lifecycle('commit'), ...command.orderer, ...command.everyPeer, ...definition);
}

const lifecycle = (step: string) => ['lifecycle', 'chaincode', step];

/** Answers the id of the package that this organisation has installed. */
async function install(organisation: Organisation, layout: Layout, command: PeerCommand, choice: ChaincodeChoice): Promise<string> {
  const { mspId } = organisation;
  const { name, address, addressOf = {} } = choice;
  const { id, bytes } = await packChaincode(name, layout.topology.chaincode.version, addressOf[mspId] ?? address);
  const path = layout.chaincodePackageOf(mspId);
  writeFileSync(path, bytes);
  await command.peer(organisation, ...lifecycle('install'), path);
  return id;
}

function definitionArguments(topology: Topology, name: string): readonly string[] {
  const { channel, chaincode } = topology;
  const flags = { channelID: channel, name, version: chaincode.version, sequence: '1', 'signature-policy': signaturePolicy(topology) };
  return Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
}

/** The topology’s endorsement: every organisation of `all`, and so many of the others. */
export function signaturePolicy({ chaincode: { endorsement }, organisations }: Topology): string {
  const peer = (mspId: string) => `'${mspId}.peer'`;
  const others = organisations.map(({ mspId }) => mspId).filter((mspId) => !endorsement.all.includes(mspId));
  const any = endorsement.any > 0 ? [`OutOf(${String(endorsement.any)}, ${others.map(peer).join(', ')})`] : [];
  return `AND(${[...endorsement.all.map(peer), ...any].join(', ')})`;
}
