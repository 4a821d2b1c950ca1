import { writeFileSync } from 'node:fs';
import { toPolicyRule, type ChaincodeChoice, type Organisation, type RoleRule, type Topology } from '@databund/devnet';
import { packChaincode } from './chaincode-package';
import type { Layout } from './layout';
import type { PeerCommand } from './peer-command';

/** Installs a chaincode on every peer, approves it for every organisation, and commits its definition. */
export async function deployChaincode(layout: Layout, command: PeerCommand, choice: ChaincodeChoice): Promise<void> {
  const { topology } = layout;
  const { organisations } = topology;
  const packageIds = await Promise.all(organisations.map((organisation) => install(organisation, layout, command, choice)));
  const definition = listDefinitionArguments(topology, choice.name);
  // Each approval writes to its organisation's own collection, so all may share a block.
  const approve = (organisation: Organisation, id = '') =>
    command.runPeer(organisation, ...toLifecycle('approveformyorg'), ...command.orderer, ...definition, '--package-id', id);
  await Promise.all(organisations.map((organisation, index) => approve(organisation, packageIds[index])));
  const [first] = organisations;
  if (first) await command.runPeer(first, ...toLifecycle('commit'), ...command.orderer, ...command.everyPeer, ...definition);
}

const toLifecycle = (step: string) => ['lifecycle', 'chaincode', step];

/** Installs the package of an organisation's chaincode server and returns its package id. */
async function install(organisation: Organisation, layout: Layout, command: PeerCommand, choice: ChaincodeChoice): Promise<string> {
  const { mspId } = organisation;
  const { name, address, addressOf = {} } = choice;
  const { id, bytes } = await packChaincode(name, layout.topology.chaincode.version, addressOf[mspId] ?? address);
  const path = layout.locatePackage(mspId);
  writeFileSync(path, bytes);
  await command.runPeer(organisation, ...toLifecycle('install'), path);
  return id;
}

function listDefinitionArguments({ channel, chaincode, organisations }: Topology, name: string): readonly string[] {
  const mspIds = organisations.map(({ mspId }) => mspId);
  const policy = formatSignaturePolicy(toPolicyRule(chaincode.endorsement, mspIds));
  const flags = { channelID: channel, name, version: chaincode.version, sequence: '1', 'signature-policy': policy };
  return Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]);
}

/** Formats a policy rule in the policy language of Fabric's commands. */
export function formatSignaturePolicy(rule: RoleRule): string {
  if ('of' in rule) return `OutOf(${[String(rule.n), ...rule.of.map(formatSignaturePolicy)].join(', ')})`;
  return `'${rule.mspId}.${rule.role.toLowerCase()}'`;
}
