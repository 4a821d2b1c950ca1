import { FabricNetworkError } from './errors';
import type { Layout } from './layout';
import type { PeerCommand } from './peer-command';

/** Makes the orderer join the channel. @throws JOIN_FAILED with its answer */
export async function joinOrderer(layout: Layout, command: PeerCommand): Promise<void> {
  const { channel, orderer } = layout.topology;
  const admin = `127.0.0.1:${String(layout.ordererPorts.admin)}`;
  const args = ['channel', 'join', '--channelID', channel, '--config-block', layout.genesisBlock, '-o', admin];
  const answer = await command.runTool('osnadmin', args, layout.locateNode(orderer.mspId));
  // osnadmin exits with 0 even if the orderer rejects the request.
  if (!answer.startsWith('Status: 201')) throw new FabricNetworkError('JOIN_FAILED', `The orderer did not join ${channel}: ${answer}`);
}

/** Makes every peer join the channel, one after another: two that dial each other at once wait five seconds. */
export async function joinPeers({ topology, genesisBlock }: Layout, command: PeerCommand): Promise<void> {
  for (const organisation of topology.organisations) await command.runPeer(organisation, 'channel', 'join', '-b', genesisBlock);
}
