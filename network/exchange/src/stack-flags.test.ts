import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStackOptions } from './stack-flags';

const folder = mkdtempSync(join(tmpdir(), 'databund-flags-'));
const { FABRIC_BIN } = process.env;
afterAll(() => {
  if (FABRIC_BIN === undefined) delete process.env['FABRIC_BIN'];
  else process.env['FABRIC_BIN'] = FABRIC_BIN;
  rmSync(folder, { recursive: true });
});

function readError(step: () => unknown): unknown {
  try {
    return step();
  } catch (error) {
    return error;
  }
}

describe('readStackOptions', () => {
  it("rejects --fabric without Fabric's programs in one line, with exit code 3", () => {
    process.env['FABRIC_BIN'] = folder;
    const message = expect.stringMatching(/^FABRIC_BIN_MISSING: no peer, .*; set FABRIC_BIN to .*$/) as string;
    expect(readError(() => readStackOptions({ data: folder, fabric: true }))).toMatchObject({
      code: 'FABRIC_BIN_MISSING',
      exitCode: 3,
      message,
    });
    expect(readStackOptions({ data: folder })).toMatchObject({ network: 'devnet' });
  });
});
