import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTopology } from '../../topology';
import { Devnet } from './devnet';

const topology = readTopology(join(__dirname, '..', '..', 'topology.json'));
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
    await expect(Devnet.start(topology, { dataFolder, portBase: portBase + 5 })).rejects.toThrow('in use');
    await devnet.stop();
  });
});
