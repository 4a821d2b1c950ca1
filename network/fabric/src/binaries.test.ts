import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { FabricBinMissing, findBinaries } from './binaries';

const folder = mkdtempSync(join(tmpdir(), 'databund-binaries-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string, mode = 0o755) => {
  writeFileSync(join(folder, name), '#!/bin/sh\n');
  chmodSync(join(folder, name), mode);
};

describe("Fabric's programs", () => {
  it('that are missing are named, with a code and an exit code of their own', () => {
    for (const name of ['peer', 'orderer']) place(name);
    place('osnadmin', 0o644);
    const error = new FabricBinMissing('');
    expect([error.code, error.exitCode]).toEqual(['FABRIC_BIN_MISSING', 3]);
    expect(() => findBinaries(folder, '')).toThrow(FabricBinMissing);
    expect(() => findBinaries(folder, '')).toThrow(/^FABRIC_BIN_MISSING: no configtxgen, osnadmin in .*$/);
  });

  it('are found in the folder given, else on the search path', () => {
    for (const name of ['peer', 'orderer', 'configtxgen', 'osnadmin']) place(name);
    const found = {
      peer: join(folder, 'peer'),
      orderer: join(folder, 'orderer'),
      configtxgen: join(folder, 'configtxgen'),
      osnadmin: join(folder, 'osnadmin'),
    };
    expect(findBinaries(folder, '')).toEqual(found);
    expect(findBinaries(undefined, ['/nowhere', folder].join(delimiter))).toEqual(found);
  });

  it('are not looked for elsewhere where a folder is given', () => {
    expect(() => findBinaries('/nowhere', folder)).toThrow('no peer, orderer, configtxgen, osnadmin in /nowhere');
  });
});
