import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { channelAcls, restrictReaders } from '@databund/devnet';
import type { Layout } from './layout';
import type { PeerCommand } from './peer-command';

interface BatchOptions {
  readonly maxMessageCount?: number | undefined;
  readonly batchTimeoutMs?: number | undefined;
}

const profile = 'Channel';

/** Makes the channel's first block by running configtxgen on a `configtx.yaml` that is JSON, and then adds what its language cannot say. */
export async function makeGenesisBlock(layout: Layout, command: PeerCommand, batch: BatchOptions): Promise<void> {
  const folder = join(layout.home, 'configtx');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'configtx.yaml'), JSON.stringify({ Profiles: { [profile]: describeChannel(layout, batch) } }, undefined, 2));
  const args = ['-profile', profile, '-channelID', layout.topology.channel, '-outputBlock', layout.genesisBlock];
  await command.runTool('configtxgen', args, folder);
  writeFileSync(layout.genesisBlock, restrictReaders(readFileSync(layout.genesisBlock)));
}

function describeChannel(layout: Layout, batch: BatchOptions): object {
  return {
    Policies: standardPolicies,
    Capabilities: { V3_0: true },
    Orderer: describeOrderer(layout, batch),
    Application: {
      Organizations: layout.topology.organisations.map((organisation) => ({
        ...describeOrganisation(layout, organisation.mspId, 'peer'),
        AnchorPeers: [{ Host: 'localhost', Port: layout.computePorts(organisation).peer }],
      })),
      Policies: {
        ...standardPolicies,
        LifecycleEndorsement: { Type: 'ImplicitMeta', Rule: 'MAJORITY Endorsement' },
        Endorsement: { Type: 'ImplicitMeta', Rule: 'MAJORITY Endorsement' },
      },
      ACLs: channelAcls,
      Capabilities: { V2_5: true },
    },
  };
}

function describeOrderer(layout: Layout, { maxMessageCount = 500, batchTimeoutMs = 100 }: BatchOptions): object {
  const { mspId } = layout.topology.orderer;
  const { orderer } = layout.ordererPorts;
  const certificate = join(layout.locateHome(mspId), 'orderer', 'tls', 'server.crt');
  return {
    OrdererType: 'etcdraft',
    BatchTimeout: `${String(batchTimeoutMs)}ms`,
    BatchSize: { MaxMessageCount: maxMessageCount, AbsoluteMaxBytes: '98 MB', PreferredMaxBytes: '2 MB' },
    EtcdRaft: {
      Consenters: [{ Host: 'localhost', Port: orderer, ClientTLSCert: certificate, ServerTLSCert: certificate }],
      // A single node leads again one or two election ticks after a restart.
      Options: { TickInterval: '100ms', ElectionTick: 10, HeartbeatTick: 1, MaxInflightBlocks: 5, SnapshotIntervalSize: '16 MB' },
    },
    Organizations: [{ ...describeOrganisation(layout, mspId, 'orderer'), OrdererEndpoints: [`localhost:${String(orderer)}`] }],
    Policies: { ...standardPolicies, BlockValidation: { Type: 'ImplicitMeta', Rule: 'ANY Writers' } },
    Capabilities: { V2_0: true },
  };
}

const standardPolicies = {
  Readers: { Type: 'ImplicitMeta', Rule: 'ANY Readers' },
  Writers: { Type: 'ImplicitMeta', Rule: 'ANY Writers' },
  Admins: { Type: 'ImplicitMeta', Rule: 'MAJORITY Admins' },
};

function describeOrganisation(layout: Layout, mspId: string, node: 'peer' | 'orderer'): object {
  const requireAny = (...roles: readonly string[]) => ({
    Type: 'Signature',
    Rule: `OR(${roles.map((role) => `'${mspId}.${role}'`).join(', ')})`,
  });
  return {
    Name: mspId,
    ID: mspId,
    MSPDir: join(layout.locateHome(mspId), 'msp'),
    Policies: {
      Readers: requireAny(node, 'admin'),
      Writers: requireAny(node === 'peer' ? 'client' : 'orderer', 'admin'),
      Admins: requireAny('admin'),
      Endorsement: requireAny(node),
    },
  };
}
