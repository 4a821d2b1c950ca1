import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

jest.setTimeout(180_000);

const run = promisify(execFile);
const demo = join(dirname(require.resolve('@databund/exchange/package.json')), 'dist', 'demo.js');

describe('the whole story, on one real file', () => {
  it('is told by one command, which ends with what it made and a verified ledger', async () => {
    const isFabric = process.env['DATABUND_TEST_NETWORK'] === 'fabric';
    const { stdout } = await run(process.execPath, [demo, ...(isFabric ? ['--fabric'] : [])], { maxBuffer: 1_000_000 });
    const last = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
    expect(last).toMatchObject({ verified: true, sameBytes: true, bytesDelivered: 210_365 });
    expect(last['transactions']).toBeGreaterThanOrEqual(30);
    expect(stdout).toContain('AUTHORISATION_NOT_ACTIVE');
  });
});
