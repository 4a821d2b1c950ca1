import type { Layout } from './layout';
import type { PeerCommand } from './peer-command';

/** Makes the orderer serve the channel. @throws Error with what it answered */
export async function joinOrderer(layout: Layout, command: PeerCommand): Promise<void> {
  const { channel, orderer } = layout.topology;
  const at = `127.0.0.1:${String(layout.ordererPorts.admin)}`;
  const args = ['channel', 'join', '--channelID', channel, '--config-block', layout.genesisBlock, '-o', at];
  const answer = await command.tool('osnadmin', args, layout.nodeFolder(orderer.mspId));
  // It ends with 0 also where the orderer refuses.
  if (!answer.startsWith('Status: 201')) throw new Error(`the orderer did not join ${channel}: ${answer}`);
}

/** Makes every organisation’s peer serve the channel, one after the other: two that dial each other at once wait five seconds. */
export async function joinPeers({ topology, genesisBlock }: Layout, command: PeerCommand): Promise<void> {
  for (const organisation of topology.organisations) await command.peer(organisation, 'channel', 'join', '-b', genesisBlock);
}
