import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { objectForm } from '../support/command-line';
import { parseJson } from '../support/json';
import { longTimeoutMs } from '../support/timeouts';

jest.setTimeout(longTimeoutMs);

const run = promisify(execFile);
const demo = join(dirname(require.resolve('@databund/exchange/package.json')), 'dist', 'demo.js');

describe('demo of the exchange', () => {
  it('completes the story of one real file with one command, and verifies its ledger', async () => {
    const isFabric = process.env['DATABUND_TEST_NETWORK'] === 'fabric';
    const { stdout } = await run(process.execPath, [demo, ...(isFabric ? ['--fabric'] : [])], { maxBuffer: 1_000_000 });
    const last = parseJson(objectForm, stdout.trim().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({ verified: true, sameBytes: true, bytesDelivered: 210_365 });
    expect(last['transactions']).toBeGreaterThanOrEqual(30);
    expect(stdout).toContain('AUTHORISATION_NOT_ACTIVE');
  });
});
