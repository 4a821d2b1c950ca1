import type { Organisation } from '../../topology';
import type { Layout } from './layout';
import type { PeerCommand } from './peer-command';

/** Makes the orderer serve the channel, unless it does. @throws Error with what it answered */
export async function joinOrderer(layout: Layout, command: PeerCommand): Promise<void> {
  const { channel, orderer } = layout.topology;
  const folder = layout.nodeFolder(orderer.mspId);
  const at = ['-o', `127.0.0.1:${String(layout.ordererPorts.admin)}`];
  const listed = await command.tool('osnadmin', ['channel', 'list', '--no-status', ...at], folder);
  const { channels } = JSON.parse(listed) as { readonly channels: readonly { readonly name: string }[] | null };
  if (channels?.some(({ name }) => name === channel) === true) return;
  const join = ['channel', 'join', '--channelID', channel, '--config-block', layout.genesisBlock, ...at];
  const answer = await command.tool('osnadmin', join, folder);
  // It ends with 0 also where the orderer refuses.
  if (!answer.startsWith('Status: 201')) throw new Error(`the orderer did not join ${channel}: ${answer}`);
}

/** Makes an organisation’s peer serve the channel, unless it does. */
export async function joinPeer(layout: Layout, command: PeerCommand, organisation: Organisation): Promise<void> {
  const joined = await command.peer(organisation, 'channel', 'list');
  if (joined.split('\n').includes(layout.topology.channel)) return;
  await command.peer(organisation, 'channel', 'join', '-b', layout.genesisBlock);
}
