import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compareCheckpoints, formatKept, parseKept, readAnswer, readPinnedRoots, type KeptCheckpoint } from '@databund/audit';
import type { PinnedRoots } from '@databund/ledger-verifier';
import { CommandLine } from '../support/command-line';
import { HttpExchange, readCode } from '../support/http-exchange';
import { grant } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

let http: HttpExchange;
let commands: CommandLine;
let [old, newer, rootFolder]: string[] = [];
let roots: PinnedRoots;
beforeAll(async () => {
  http = await HttpExchange.open();
  const folder = dirname(http.makeTemporaryPath('x'));
  [old, newer, rootFolder] = ['old.checkpoint', 'newer.checkpoint', 'roots'].map((name) => join(folder, name));
  roots = readPinnedRoots(http.exchange.network.profilePath);
  mkdirSync(rootFolder!);
  for (const [mspId, pems] of Object.entries(roots)) writeFileSync(join(rootFolder!, `${mspId}.pem`), pems.join('\n'));
  const config = join(folder, 'profiles.json');
  writeFileSync(config, JSON.stringify({ profiles: { auditor: { url: http.url, token: http.tokens.auditor } } }), { mode: 0o600 });
  commands = new CommandLine(config);
  await commands.run('auditor', 'checkpoint', '--to', old!);
  await grant(http.exchange);
  await commands.run('auditor', 'checkpoint', '--since', old!, '--to', newer!);
});
afterAll(() => http.close());

const read = (path: string | undefined): KeptCheckpoint => parseKept(readFileSync(path!, 'utf8'));
const listCodes = (one: KeptCheckpoint, other: KeptCheckpoint) => compareCheckpoints(one, other, roots).problems.map(({ code }) => code);

/** Changes one letter of the first line of a checkpoint's answer that fits. */
function changeLine(kept: KeptCheckpoint, pattern: RegExp): KeptCheckpoint {
  return { ...kept, answer: kept.answer.replace(pattern, (line) => (line.startsWith('A') ? 'B' : 'A') + line.slice(1)) };
}

describe('databund checkpoint', () => {
  it('keeps checkpoints, and proves offline that the newer one begins with the older one', async () => {
    const { exitCode, out } = await commands.run('auditor', 'checkpoint', '--since', old!, '--newer', newer!, '--roots', rootFolder!);
    expect([exitCode, out]).toEqual([0, expect.stringContaining('VERIFIED: checkpoint of ')]);
    const report = compareCheckpoints(read(old), read(newer), roots);
    expect(report).toMatchObject({ verified: true, pinned: true, problems: [] });
    expect(report.old.signers).toEqual(expect.arrayContaining(['ExchangeMSP', 'RegulatorMSP']));
    expect(report.newer.size).toBeGreaterThan(report.old.size);
  });

  it('takes the bare answer of a gateway as a kept checkpoint', async () => {
    const bare = join(dirname(old!), 'bare.checkpoint');
    writeFileSync(bare, String((await http.send(undefined, '/v1/checkpoint?blocks=3')).body));
    const { exitCode, out } = await commands.run('auditor', '--json', 'checkpoint', '--since', bare);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ verified: true, pinned: false, old: { signers: [] } });
  });

  it('names a rewritten past, and ends with exit code 1', async () => {
    const rewritten = join(dirname(old!), 'rewritten.checkpoint');
    const kept = read(old);
    const { checkpoint } = readAnswer(kept.answer);
    const root = Buffer.from(checkpoint.root).toString('base64');
    const other = `${root.startsWith('A') ? 'B' : 'A'}${root.slice(1)}`;
    writeFileSync(rewritten, formatKept({ answer: kept.answer.replace(root, other), certificates: {} }));
    const { exitCode, out } = await commands.run('auditor', 'checkpoint', '--since', rewritten);
    expect([exitCode, out]).toEqual([1, expect.stringContaining('PAST_REWRITTEN')]);
  });

  it('finds the change of any hash of the proof, of the root and of a signature', () => {
    const kept = read(newer);
    const { since } = readAnswer(kept.answer);
    for (const hash of since?.proof ?? []) {
      const text = Buffer.from(hash).toString('base64');
      expect(listCodes(read(old), changeLine(kept, new RegExp(`^${escapePattern(text)}$`, 'm')))).toContain('PAST_REWRITTEN');
    }
    expect(since?.proof.length).toBeGreaterThan(0);
    expect(
      listCodes(read(old), { ...kept, answer: kept.answer.replace(/(?<=\u2014 \S+ .{40})./, (each) => (each === 'A' ? 'B' : 'A')) }),
    ).toEqual(['COSIGNATURE_INVALID']);
    expect(listCodes(read(old), { ...kept, answer: kept.answer.replace(/^old \d+/, 'old 1') })).toEqual(['PROOF_MISSING']);
  });

  it('finds another log, a shorter ledger, and a certificate of another root', () => {
    expect(listCodes(read(newer), read(old))).toEqual(['LEDGER_SHORTER']);
    expect(listCodes(changeLine(read(old), /^.*\.databund/m), read(newer))).toContain('ORIGIN_DIFFERENT');
    const { BuyerMSP = [] } = roots;
    const problems = compareCheckpoints(read(old), read(newer), { ...roots, RegulatorMSP: BuyerMSP }).problems;
    expect(problems.map(({ code }) => code)).toEqual(['COSIGNATURE_INVALID', 'COSIGNATURE_INVALID']);
  });

  it('refuses what is no checkpoint, and sizes that the ledger does not have', async () => {
    expect((await commands.run('auditor', 'checkpoint', '--since', __filename)).exitCode).toBe(2);
    expect((await commands.run('auditor', 'checkpoint', '--newer', newer!)).exitCode).toBe(2);
    expect((await commands.run('auditor', 'checkpoint', '--to', old!)).err).toContain('exists');
    expect(readCode((await http.send(undefined, '/v1/checkpoint?from=100000')).body)).toBe('ROUTE_NOT_FOUND');
    expect(readCode((await http.send(undefined, '/v1/checkpoint?from=0')).body)).toBe('INPUT_INVALID');
  });
});

function escapePattern(text: string): string {
  return text.replaceAll(/[+/=]/g, String.raw`\$&`);
}
