import { writeFileSync } from 'node:fs';
import type { Topology } from '../../topology';
import { packChaincode } from './chaincode-package';
import type { Layout } from './layout';
import type { PeerCommand } from './peer-command';

/** Which chaincode, and where its server listens. */
export interface ChaincodeChoice {
  readonly name: string;
  readonly address: string;
}

/** Installs a chaincode on every peer, approves it for every organisation, and commits its definition. */
export async function deployChaincode(layout: Layout, command: PeerCommand, { name, address }: ChaincodeChoice): Promise<void> {
  const { chaincode, organisations } = layout.topology;
  const { id, bytes } = await packChaincode(name, chaincode.version, address);
  writeFileSync(layout.chaincodePackage, bytes);
  const everywhere = (...args: string[]) =>
    Promise.all(organisations.map((organisation) => command.peer(organisation, 'lifecycle', 'chaincode', ...args)));
  await everywhere('install', layout.chaincodePackage);
  const definition = definitionArguments(layout.topology, name);
  // Each approval is a write to its organisation's own collection, so they may share a block.
  await everywhere('approveformyorg', ...command.orderer, ...definition, '--package-id', id);
  const [first] = organisations;
  if (first) await command.peer(first, 'lifecycle', 'chaincode', 'commit', ...command.orderer, ...command.everyPeer, ...definition);
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
