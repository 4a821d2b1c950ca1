import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionProfile } from './connection-profile';
import { Devnet } from './devnet';
import { readTopology } from './topology';

const topology = readTopology();
const portBase = 21_000 + (process.pid % 90) * 10;

describe('a devnet', () => {
  const folders: string[] = [];
  const makeFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), 'fabric-devnet-'));
    folders.push(folder);
    return folder;
  };

  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it('writes a connection profile with the address and the root certificates of each organisation', async () => {
    const dataFolder = makeFolder();
    const devnet = await Devnet.start(topology, { dataFolder, portBase });
    const profile = JSON.parse(readFileSync(devnet.profile, 'utf8')) as ConnectionProfile;
    await devnet.stop();
    expect(Object.keys(profile.organisations)).toEqual(topology.organisations.map(({ mspId }) => mspId));
    expect(profile.organisations['Org2MSP']?.peer.address).toBe(`localhost:${portBase + 2001}`);
    for (const { peer, rootCerts } of Object.values(profile.organisations)) {
      for (const path of [peer.tlsRootCert, ...rootCerts])
        expect(readFileSync(join(dataFolder, path), 'utf8')).toContain('BEGIN CERTIFICATE');
    }
  });

  it('takes free ports above 1023 if the port base is 0', async () => {
    const devnet = await Devnet.start(topology, { dataFolder: makeFolder(), portBase: 0 });
    const { orderer, peers } = devnet.ports;
    await devnet.stop();
    expect(Math.min(orderer, ...peers.values())).toBeGreaterThan(1_023);
  });

  it('keeps organisations and channel when it restarts', async () => {
    const dataFolder = makeFolder();
    const readCertificate = async () => {
      const devnet = await Devnet.start(topology, { dataFolder, portBase });
      await devnet.stop();
      return readFileSync(join(dataFolder, 'devnet', 'organisations', 'Org2MSP', 'ca', 'cert.pem'), 'utf8');
    };
    expect(await readCertificate()).toBe(await readCertificate());
  });

  it('rejects a taken port and a folder that another devnet uses, and names both', async () => {
    const dataFolder = makeFolder();
    const devnet = await Devnet.start(topology, { dataFolder, portBase });
    await expect(Devnet.start(topology, { dataFolder: makeFolder(), portBase })).rejects.toThrow(
      `Cannot listen on 127.0.0.1:${portBase}: the port is in use.`,
    );
    await expect(Devnet.start(topology, { dataFolder, portBase: portBase + 5 })).rejects.toThrow(
      `The ledger in ${join(dataFolder, 'devnet', 'ledger')} is in use by process ${String(process.pid)}.`,
    );
    await devnet.stop();
  });

  describe('with a part of its folder removed', () => {
    const startAndStop = async (dataFolder: string) => (await Devnet.start(topology, { dataFolder, portBase })).stop();
    const startWithout = async (...path: string[]) => {
      const dataFolder = makeFolder();
      await startAndStop(dataFolder);
      const removed = join(dataFolder, 'devnet', ...path);
      rmSync(removed, { recursive: true });
      await expect(startAndStop(dataFolder)).rejects.toThrow(removed);
      return removed;
    };

    it.each(['.', 'Org2MSP', 'OrdererMSP'])(
      'rejects a ledger without its CA instead of issuing a new one: organisations/%s',
      async (name) => {
        expect(existsSync(await startWithout('organisations', name))).toBe(false);
      },
    );

    it('rejects a state database without its blocks instead of starting a new chain', async () => {
      const blocks = await startWithout('ledger', 'blocks');
      expect(readFileSync(blocks)).toHaveLength(0);
    });

    it('rebuilds the state database from the blocks, and explains how if a file of it is missing', async () => {
      const dataFolder = makeFolder();
      for (let starts = 0; starts < 3; starts += 1) await startAndStop(dataFolder);
      const state = join(dataFolder, 'devnet', 'ledger', 'state');
      const tables = readdirSync(state).filter((name) => name.endsWith('.ldb'));
      expect(tables).not.toEqual([]);
      rmSync(join(state, tables[0] ?? ''));
      await expect(startAndStop(dataFolder)).rejects.toThrow('Remove that folder, and the next start rebuilds it from the blocks');
      rmSync(state, { recursive: true });
      await startAndStop(dataFolder);
    });
  });
});
