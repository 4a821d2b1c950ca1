import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { withFolderLock } from './folder-lock';

const folder = mkdtempSync(join(tmpdir(), 'databund-lock-'));
const counter = join(folder, 'counter');
afterAll(() => rmSync(folder, { recursive: true }));

describe('withFolderLock', () => {
  it('keeps every one of 20 concurrent changes', async () => {
    writeFileSync(counter, '0');
    const increment = () => writeFileSync(counter, String(Number(readFileSync(counter, 'utf8')) + 1));
    await Promise.all(Array.from({ length: 20 }, () => withFolderLock(folder, increment)));
    expect(readFileSync(counter, 'utf8')).toBe('20');
  });

  it('releases the lock when the step throws', async () => {
    const failing = withFolderLock(folder, () => {
      throw new RangeError('The step failed.');
    });
    await expect(failing).rejects.toThrow('The step failed.');
    expect(await withFolderLock(folder, () => 'next')).toBe('next');
  });

  it('takes over the lock of a killed process', async () => {
    const source = `require('proper-lockfile').lockSync(${JSON.stringify(folder)}, { lockfilePath: ${JSON.stringify(join(folder, 'cast.lock'))} });
      process.kill(process.pid, 'SIGKILL');`;
    await expect(promisify(execFile)(process.execPath, ['-e', source], { cwd: __dirname })).rejects.toMatchObject({ signal: 'SIGKILL' });
    expect(existsSync(join(folder, 'cast.lock'))).toBe(true);
    expect(await withFolderLock(folder, () => 'taken over')).toBe('taken over');
  });
});
