import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NodeProcess } from './node-process';

const folder = mkdtempSync(join(tmpdir(), 'fabric-node-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const start = (script: string, log: string) =>
  NodeProcess.start(process.execPath, ['-e', script], { name: 'the peer of Org1MSP', folder, log: join(folder, log) });
const returnFalse = () => Promise.resolve(false);

describe('a node process', () => {
  it('rejects with the end of its log if it ends before it is ready', async () => {
    const node = start(`console.error('panic: no ledger'); process.exit(2)`, 'panic');
    await expect(node.waitUntil(returnFalse, 30_000)).rejects.toThrow(
      `the peer of Org1MSP ended: panic: no ledger (${join(folder, 'panic')})`,
    );
  });

  it('rejects if its program does not exist', async () => {
    const node = NodeProcess.start(join(folder, 'nothing'), [], { name: 'the peer of Org1MSP', folder, log: join(folder, 'nothing.log') });
    await expect(node.waitUntil(returnFalse, 30_000)).rejects.toThrow('ended');
    await node.end();
  });

  it('calls the listeners if it ends by itself', async () => {
    const node = start(`console.error('out of disk')`, 'end');
    expect(await new Promise<string>((resolve) => node.onEnd(resolve))).toContain('out of disk');
  });

  it('receives no variables that would override its configuration files', async () => {
    process.env['CORE_PEER_ADDRESS'] = 'elsewhere:7051';
    const node = start(`console.log(process.env.CORE_PEER_ADDRESS, process.env.FABRIC_CFG_PATH, typeof process.env.PATH)`, 'environment');
    delete process.env['CORE_PEER_ADDRESS'];
    await new Promise<string>((resolve) => node.onEnd(resolve));
    expect(readFileSync(join(folder, 'environment'), 'utf8')).toBe(`undefined ${folder} string\n`);
  });

  it('runs until it is ended', async () => {
    const sign = join(folder, 'up');
    const node = start(`require('fs').writeFileSync(${JSON.stringify(sign)}, String(process.pid)); setInterval(() => {}, 1000)`, 'runs');
    await node.waitUntil(() => Promise.resolve(existsSync(sign) && readFileSync(sign, 'utf8') !== ''), 30_000);
    await node.end();
    expect(() => process.kill(Number(readFileSync(sign, 'utf8')), 0)).toThrow('ESRCH');
  });
});
