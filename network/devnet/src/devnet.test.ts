import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTopology } from './topology';
import { Devnet } from './devnet';

const topology = readTopology(join(__dirname, '..', 'topology.json'));
const portBase = 21_000 + (process.pid % 90) * 10;

describe('a devnet', () => {
  const folders: string[] = [];
  const newFolder = () => {
    const folder = mkdtempSync(join(tmpdir(), 'databund-devnet-'));
    folders.push(folder);
    return folder;
  };

  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
  });

  it('names each organisation in its connection profile, and the roots to trust', async () => {
    const dataFolder = newFolder();
    const devnet = await Devnet.start(topology, { dataFolder, portBase });
    const profile = JSON.parse(readFileSync(devnet.profilePath, 'utf8')) as {
      organisations: Record<string, { peer: { address: string; tlsRootCert: string }; rootCerts: string[] }>;
    };
    await devnet.stop();
    expect(Object.keys(profile.organisations)).toEqual(topology.organisations.map(({ mspId }) => mspId));
    expect(profile.organisations['ProviderMSP']?.peer.address).toBe(`127.0.0.1:${portBase + 1001}`);
    for (const { peer, rootCerts } of Object.values(profile.organisations)) {
      for (const path of [peer.tlsRootCert, ...rootCerts])
        expect(readFileSync(join(dataFolder, path), 'utf8')).toContain('BEGIN CERTIFICATE');
    }
  });

  it('keeps organisations and channel over a restart', async () => {
    const dataFolder = newFolder();
    const contents = async () => {
      const devnet = await Devnet.start(topology, { dataFolder, portBase });
      await devnet.stop();
      return readFileSync(join(dataFolder, 'devnet', 'organisations', 'BuyerMSP', 'ca', 'cert.pem'), 'utf8');
    };
    expect(await contents()).toBe(await contents());
  });

  it('says which port is taken, and which folder is in use', async () => {
    const dataFolder = newFolder();
    const devnet = await Devnet.start(topology, { dataFolder, portBase });
    await expect(Devnet.start(topology, { dataFolder: newFolder(), portBase })).rejects.toThrow(
      `cannot listen on 127.0.0.1:${portBase}: the port is in use`,
    );
    await expect(Devnet.start(topology, { dataFolder, portBase: portBase + 5 })).rejects.toThrow(
      `the ledger in ${join(dataFolder, 'devnet', 'ledger')} is in use by process ${String(process.pid)}`,
    );
    await devnet.stop();
  });

  describe('of whose folder a part was removed', () => {
    const startAndStop = async (dataFolder: string) => (await Devnet.start(topology, { dataFolder, portBase })).stop();
    const startWithout = async (...path: string[]) => {
      const dataFolder = newFolder();
      await startAndStop(dataFolder);
      const removed = join(dataFolder, 'devnet', ...path);
      rmSync(removed, { recursive: true });
      await expect(startAndStop(dataFolder)).rejects.toThrow(removed);
      return removed;
    };

    it.each(['.', 'BuyerMSP', 'OrdererMSP'])('issues no new authority beside a ledger: organisations/%s', async (name) => {
      expect(existsSync(await startWithout('organisations', name))).toBe(false);
    });

    it('begins no other chain beside a state', async () => {
      const blocks = await startWithout('ledger', 'blocks');
      expect(readFileSync(blocks)).toHaveLength(0);
    });

    it('makes its state anew of the blocks, and says so where a file of it is missing', async () => {
      const dataFolder = newFolder();
      for (let starts = 0; starts < 3; starts += 1) await startAndStop(dataFolder);
      const state = join(dataFolder, 'devnet', 'ledger', 'state');
      const tables = readdirSync(state).filter((name) => name.endsWith('.ldb'));
      expect(tables).not.toEqual([]);
      rmSync(join(state, tables[0] ?? ''));
      await expect(startAndStop(dataFolder)).rejects.toThrow('remove that folder, and the next start makes it anew of the blocks');
      rmSync(state, { recursive: true });
      await startAndStop(dataFolder);
    });
  });
});
