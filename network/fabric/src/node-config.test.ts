import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueOrganisation, readTopology } from '@databund/devnet';
import { Layout } from './layout';
import { writeNodeConfigs } from './node-config';

describe("a peer's configuration", () => {
  const data = mkdtempSync(join(tmpdir(), 'fabric-config-'));
  afterAll(() => rmSync(data, { recursive: true, force: true }));

  it('keeps organisations from stalling each other, spreads private values to a second peer, and gossips no blocks', async () => {
    const layout = new Layout(readTopology(), data);
    const { orderer, organisations } = layout.topology;
    await issueOrganisation(layout.organisations, { ...orderer, node: 'orderer' });
    for (const organisation of organisations) await issueOrganisation(layout.organisations, { ...organisation, node: 'peer' });
    writeNodeConfigs(layout, {});
    for (const { mspId } of organisations) {
      const config: unknown = JSON.parse(readFileSync(join(layout.locateNode(mspId), 'core.yaml'), 'utf8'));
      const peer = {
        deliveryclient: { blockGossipEnabled: false },
        gossip: {
          orgLeader: true,
          useLeaderElection: false,
          state: { enabled: false },
          pvtData: {
            skipPullingInvalidTransactionsDuringCommit: true,
            pullRetryThreshold: '1s',
            implicitCollectionDisseminationPolicy: { requiredPeerCount: 0, maxPeerCount: 1 },
          },
        },
      };
      expect(config).toMatchObject({ peer });
    }
  });
});
