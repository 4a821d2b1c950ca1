import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locateBuilder } from './layout';

const folder = mkdtempSync(join(tmpdir(), 'fabric-builder-'));
const locate = (name: string) => join(folder, name);
const [code, metadata, built, released] = [locate('code'), locate('metadata'), locate('built'), locate('released')];
const run = (step: 'detect' | 'build' | 'release', ...args: string[]) => spawnSync(join(locateBuilder(), 'bin', step), args).status;

beforeEach(() => {
  for (const each of [code, metadata, built, released]) mkdirSync(each, { recursive: true });
  writeFileSync(join(metadata, 'metadata.json'), JSON.stringify({ type: 'ccaas', label: 'basic_1.0' }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the external builder', () => {
  it('accepts a package of type ccaas', () => {
    expect(run('detect', code, metadata)).toBe(0);
  });

  it('rejects packages of other types, so that other builders take them', () => {
    writeFileSync(join(metadata, 'metadata.json'), JSON.stringify({ type: 'golang', label: 'ccaas' }));
    expect(run('detect', code, metadata)).not.toBe(0);
  });

  it('hands connection.json to the peer', () => {
    const connection = JSON.stringify({ address: '127.0.0.1:9100' });
    writeFileSync(join(code, 'connection.json'), connection);
    expect(run('build', code, metadata, built)).toBe(0);
    expect(run('release', built, released)).toBe(0);
    expect(readFileSync(join(released, 'chaincode', 'server', 'connection.json'), 'utf8')).toBe(connection);
  });

  it('fails to build a package without connection.json', () => {
    expect(run('build', code, metadata, built)).toBe(1);
  });
});
