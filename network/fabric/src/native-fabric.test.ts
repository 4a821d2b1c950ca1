import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTopology } from '@databund/devnet/internal/topology';
import { isDeployed, keepDeployment } from './deployment';
import { Layout } from './layout';
import { NativeFabric } from './native-fabric';

const topology = readTopology(join(__dirname, '..', '..', 'devnet', 'topology.json'));
const binaries = { peer: '/nowhere/peer', orderer: '/nowhere/orderer', configtxgen: '/nowhere/configtxgen', osnadmin: '/nowhere/osnadmin' };
const chaincode = { name: 'databund', address: '127.0.0.1:9100' };

describe('real Fabric', () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'databund-native-'));
  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

  it('says which port is taken, and has done nothing then', async () => {
    const other = createServer();
    const portBase = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as AddressInfo).port));
    });
    await expect(NativeFabric.start(topology, { dataFolder, binaries, portBase })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${String(portBase)}: the port is in use`,
    );
    expect(readdirSync(dataFolder)).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
  });

  it('clears away what a start that was broken off has left, and nothing of one that went through', () => {
    const layout = new Layout(topology, dataFolder, 27_400);
    mkdirSync(layout.nodeFolder('BuyerMSP'), { recursive: true });
    expect(isDeployed(layout, chaincode)).toBe(false);
    expect(readdirSync(layout.home)).toEqual([]);
    mkdirSync(layout.nodeFolder('BuyerMSP'), { recursive: true });
    keepDeployment(layout, chaincode);
    expect(isDeployed(layout, chaincode)).toBe(true);
    expect(readdirSync(layout.nodes)).toEqual(['BuyerMSP']);
  });

  it('keeps the ports and the chaincode that it was made with', () => {
    keepDeployment(new Layout(topology, dataFolder, 27_400), chaincode);
    expect(() => isDeployed(new Layout(topology, dataFolder, 27_500), chaincode)).toThrow('27400');
    expect(() => isDeployed(new Layout(topology, dataFolder, 27_400), { ...chaincode, name: 'probe' })).toThrow('databund');
  });
});
