const { chmodSync, mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { findMissingBinaries } = require('./fabric-binaries');

describe('findMissingBinaries', () => {
  const folder = mkdtempSync(join(tmpdir(), 'databund-binaries-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('searches only FABRIC_BIN if it is set, and requires executable files', () => {
    for (const name of ['peer', 'orderer', 'configtxgen', 'osnadmin']) writeFileSync(join(folder, name), '', { mode: 0o755 });
    expect(findMissingBinaries({ FABRIC_BIN: folder })).toEqual([]);
    expect(findMissingBinaries({ PATH: folder })).toEqual([]);
    chmodSync(join(folder, 'orderer'), 0o644);
    expect(findMissingBinaries({ FABRIC_BIN: folder })).toEqual(['orderer']);
    expect(findMissingBinaries({ FABRIC_BIN: join(folder, 'none'), PATH: folder })).toHaveLength(4);
  });
});
