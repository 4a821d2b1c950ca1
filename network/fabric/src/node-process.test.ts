import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeProcess } from './node-process';

const folder = mkdtempSync(join(tmpdir(), 'databund-node-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (script: string, log: string) =>
  NodeProcess.start(process.execPath, ['-e', script], { name: 'the peer of BuyerMSP', folder, log: join(folder, log) });
const never = () => Promise.resolve(false);

describe('a node', () => {
  it('that ends before it is ready tells the end of its log', async () => {
    const node = start(`console.error('panic: no ledger'); process.exit(2)`, 'panic');
    await expect(node.until(never, 30_000)).rejects.toThrow(`the peer of BuyerMSP ended: panic: no ledger (${join(folder, 'panic')})`);
  });

  it('that is no program at all has ended', async () => {
    const node = NodeProcess.start(join(folder, 'nothing'), [], { name: 'the peer of BuyerMSP', folder, log: join(folder, 'nothing.log') });
    await expect(node.until(never, 30_000)).rejects.toThrow('ended');
    await node.end();
  });

  it('tells whoever listens that it ended by itself', async () => {
    const node = start(`console.error('out of disk')`, 'end');
    expect(await new Promise<string>((resolve) => node.onEnd(resolve))).toContain('out of disk');
  });

  it('reads its files only: variables that would override them are not passed on', async () => {
    process.env['CORE_PEER_ADDRESS'] = 'elsewhere:7051';
    const node = start(`console.log(process.env.CORE_PEER_ADDRESS, process.env.FABRIC_CFG_PATH, typeof process.env.PATH)`, 'environment');
    delete process.env['CORE_PEER_ADDRESS'];
    await new Promise<string>((resolve) => node.onEnd(resolve));
    expect(readFileSync(join(folder, 'environment'), 'utf8')).toBe(`undefined ${folder} string\n`);
  });

  it('runs until it is ended, and is gone then', async () => {
    const sign = join(folder, 'up');
    const node = start(`require('fs').writeFileSync(${JSON.stringify(sign)}, String(process.pid)); setInterval(() => {}, 1000)`, 'runs');
    await node.until(() => Promise.resolve(existsSync(sign) && readFileSync(sign, 'utf8') !== ''), 30_000);
    await node.end();
    expect(() => process.kill(Number(readFileSync(sign, 'utf8')), 0)).toThrow('ESRCH');
  });
});
