import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { Policy, listErrors } from '@databund/model';
import { runCommandLine } from './program';

const folder = mkdtempSync(join(tmpdir(), 'databund-policy-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function read(document: unknown, ...words: string[]) {
  const path = join(folder, 'policy.json');
  writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document));
  const [out, err] = [new PassThrough(), new PassThrough()];
  const exitCode = await runCommandLine([...words, 'policy', 'read', path], {
    out,
    err,
    config: join(folder, 'none.json'),
    isTerminal: false,
  });
  return { exitCode, out: String(out.read() ?? ''), err: String(err.read() ?? '') };
}

const offer = {
  '@context': 'http://www.w3.org/ns/odrl.jsonld',
  '@type': 'Offer',
  permission: [{ action: 'use', constraint: [{ leftOperand: 'purpose', operator: 'eq', rightOperand: 'research' }] }],
};

describe('databund policy read', () => {
  it("prints an ODRL policy as a listing's offer, without a profile", async () => {
    const { exitCode, out } = await read(offer, '--json');
    const policy: unknown = JSON.parse(out);
    expect([exitCode, policy, listErrors(Policy, policy)]).toEqual([0, { permission: offer.permission }, []]);
    expect((await read(offer)).out).toContain('permission');
  });

  it('ends with 1 and the reasons for a policy that the exchange does not evaluate', async () => {
    const { exitCode, out } = await read({ ...offer, permission: [{ action: 'sell' }] }, '--json');
    expect([exitCode, JSON.parse(out)]).toEqual([1, { refusals: [expect.objectContaining({ found: 'sell' })] }]);
  });

  it('ends with 2, line and column for a file that is not JSON', async () => {
    const { exitCode, err } = await read('{"permission": }');
    expect([exitCode, err]).toEqual([2, expect.stringContaining('line 1, column 16')]);
  });
});
