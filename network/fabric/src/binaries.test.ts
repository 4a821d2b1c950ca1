import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findBinaries } from './binaries';
import { FabricNetworkError } from './errors';

const folder = mkdtempSync(join(tmpdir(), 'fabric-binaries-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const place = (name: string, mode = 0o755) => {
  writeFileSync(join(folder, name), '#!/bin/sh\n');
  chmodSync(join(folder, name), mode);
};

describe("the search for Fabric's programs", () => {
  it('names the missing programs with FABRIC_BIN_MISSING and exit code 3', () => {
    for (const name of ['peer', 'orderer']) place(name);
    place('osnadmin', 0o644);
    const error = new FabricNetworkError('FABRIC_BIN_MISSING', '');
    expect([error.code, error.exitCode]).toEqual(['FABRIC_BIN_MISSING', 3]);
    expect(() => findBinaries(folder, '')).toThrow(FabricNetworkError);
    expect(() => findBinaries(folder, '')).toThrow(/^FABRIC_BIN_MISSING: no configtxgen, osnadmin in .*$/);
  });

  it('uses the folder if one is given, else the search path', () => {
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

  it('ignores the search path if a folder is given', () => {
    expect(() => findBinaries('/nowhere', folder)).toThrow('no peer, orderer, configtxgen, osnadmin in /nowhere');
  });
});
