import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { builderFolder } from './layout';

const folder = mkdtempSync(join(tmpdir(), 'databund-builder-'));
const [code, metadata, built, released] = ['code', 'metadata', 'built', 'released'].map((name) => join(folder, name)) as [
  string,
  string,
  string,
  string,
];
const run = (step: 'detect' | 'build' | 'release', ...args: string[]) => spawnSync(join(builderFolder(), 'bin', step), args).status;

beforeEach(() => {
  for (const each of [code, metadata, built, released]) mkdirSync(each, { recursive: true });
  writeFileSync(join(metadata, 'metadata.json'), JSON.stringify({ type: 'ccaas', label: 'databund_1.0' }));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the external builder', () => {
  it('takes a package that a process of its own serves', () => {
    expect(run('detect', code, metadata)).toBe(0);
  });

  it('leaves packages of other types to other builders', () => {
    writeFileSync(join(metadata, 'metadata.json'), JSON.stringify({ type: 'golang', label: 'ccaas' }));
    expect(run('detect', code, metadata)).not.toBe(0);
  });

  it('tells the peer where the server listens', () => {
    const connection = JSON.stringify({ address: '127.0.0.1:9100' });
    writeFileSync(join(code, 'connection.json'), connection);
    expect(run('build', code, metadata, built)).toBe(0);
    expect(run('release', built, released)).toBe(0);
    expect(readFileSync(join(released, 'chaincode', 'server', 'connection.json'), 'utf8')).toBe(connection);
  });

  it('refuses a package that does not say where', () => {
    expect(run('build', code, metadata, built)).toBe(1);
  });
});
