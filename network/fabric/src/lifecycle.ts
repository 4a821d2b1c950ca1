import { writeFileSync } from 'node:fs';
import type { Organisation, Topology } from '../../topology';
import { packChaincode, type ChaincodePackage } from './chaincode-package';
import type { Layout } from './layout';
import type { PeerCommand } from './peer-command';

/** Which chaincode, and where its server listens. */
export interface ChaincodeChoice {
  readonly name: string;
  readonly address: string;
}

/** Installs a chaincode on every peer, approves it for every organisation, and commits its definition; steps done before stay done. */
export async function deployChaincode(layout: Layout, command: PeerCommand, { name, address }: ChaincodeChoice): Promise<void> {
  const { chaincode, organisations } = layout.topology;
  const chaincodePackage = await packChaincode(name, chaincode.version, address);
  writeFileSync(layout.chaincodePackage, chaincodePackage.bytes);
  await Promise.all(organisations.map((organisation) => install(layout, command, organisation, chaincodePackage)));
  const [first] = organisations;
  if (!first || (await isCommitted(layout, command, first, name))) return;
  const definition = definitionArguments(layout.topology, name);
  const approvals = await readApprovals(command, first, definition);
  const approve = ['lifecycle', 'chaincode', 'approveformyorg', ...command.orderer, ...definition, '--package-id', chaincodePackage.id];
  // Each writes to its own organisation’s collection, so they may share a block.
  const missing = organisations.filter(({ mspId }) => approvals[mspId] !== true);
  await Promise.all(missing.map((organisation) => command.peer(organisation, ...approve)));
  await command.peer(first, 'lifecycle', 'chaincode', 'commit', ...command.orderer, ...command.everyPeer, ...definition);
}

async function install(layout: Layout, command: PeerCommand, organisation: Organisation, { id }: ChaincodePackage): Promise<void> {
  const { installed_chaincodes: installed = [] } = await command.query<{
    readonly installed_chaincodes?: readonly { readonly package_id: string }[];
  }>(organisation, 'lifecycle', 'chaincode', 'queryinstalled');
  if (installed.some(({ package_id }) => package_id === id)) return;
  await command.peer(organisation, 'lifecycle', 'chaincode', 'install', layout.chaincodePackage);
}

async function isCommitted({ topology }: Layout, command: PeerCommand, at: Organisation, name: string): Promise<boolean> {
  const { chaincode_definitions: definitions = [] } = await command.query<{
    readonly chaincode_definitions?: readonly { readonly name: string }[];
  }>(at, 'lifecycle', 'chaincode', 'querycommitted', '--channelID', topology.channel);
  return definitions.some((definition) => definition.name === name);
}

async function readApprovals(
  command: PeerCommand,
  at: Organisation,
  definition: readonly string[],
): Promise<Readonly<Record<string, boolean>>> {
  const { approvals } = await command.query<{ readonly approvals: Readonly<Record<string, boolean>> }>(
    at,
    'lifecycle',
    'chaincode',
    'checkcommitreadiness',
    ...definition,
  );
  return approvals;
}

function definitionArguments(topology: Topology, name: string): readonly string[] {
  const { channel, chaincode } = topology;
  const values = {
    channelID: channel,
    name,
    version: chaincode.version,
    sequence: '1',
    'signature-policy': signaturePolicy(topology),
  };
  return Object.entries(values).flatMap(([flag, value]) => [`--${flag}`, value]);
}

/** The topology’s endorsement: every organisation of `all`, and so many of the others. */
export function signaturePolicy({ chaincode: { endorsement }, organisations }: Topology): string {
  const peer = (mspId: string) => `'${mspId}.peer'`;
  const others = organisations.map(({ mspId }) => mspId).filter((mspId) => !endorsement.all.includes(mspId));
  const any = endorsement.any > 0 ? [`OutOf(${String(endorsement.any)}, ${others.map(peer).join(', ')})`] : [];
  return `AND(${[...endorsement.all.map(peer), ...any].join(', ')})`;
}
