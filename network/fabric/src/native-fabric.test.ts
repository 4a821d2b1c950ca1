import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTopology } from '@databund/devnet';
import { isDeployed, keepDeployment } from './deployment';
import { Layout } from './layout';
import { NativeFabric } from './native-fabric';

const topology = readTopology();
const binaries = { peer: '/nowhere/peer', orderer: '/nowhere/orderer', configtxgen: '/nowhere/configtxgen', osnadmin: '/nowhere/osnadmin' };
const chaincode = { name: 'basic', address: '127.0.0.1:9100' };

describe('real Fabric', () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'fabric-native-'));
  afterAll(() => rmSync(dataFolder, { recursive: true, force: true }));

  it('rejects a taken port, names it, and writes nothing', async () => {
    const other = createServer();
    const portBase = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => {
        const address = other.address();
        resolve(typeof address === 'object' && address ? address.port : 0);
      });
    });
    await expect(NativeFabric.start(topology, { dataFolder, binaries, portBase })).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${String(portBase)}: the port is in use.`,
    );
    expect(readdirSync(dataFolder)).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
  });

  it('removes what an interrupted first start left, and nothing of a completed start', () => {
    const layout = new Layout(topology, dataFolder, 27_400);
    mkdirSync(layout.locateNode('Org2MSP'), { recursive: true });
    expect(isDeployed(layout, chaincode)).toBe(false);
    expect(readdirSync(layout.home)).toEqual([]);
    mkdirSync(layout.locateNode('Org2MSP'), { recursive: true });
    keepDeployment(layout, chaincode);
    expect(isDeployed(layout, chaincode)).toBe(true);
    expect(readdirSync(layout.nodes)).toEqual(['Org2MSP']);
  });

  it('rejects other ports or another chaincode than it was created with', () => {
    keepDeployment(new Layout(topology, dataFolder, 27_400), chaincode);
    expect(() => isDeployed(new Layout(topology, dataFolder, 27_500), chaincode)).toThrow('27400');
    expect(() => isDeployed(new Layout(topology, dataFolder, 27_400), { ...chaincode, name: 'probe' })).toThrow('basic');
  });
});
