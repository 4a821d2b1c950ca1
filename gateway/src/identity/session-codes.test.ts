import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SessionCodes, codeSeconds } from './session-codes';

const subject = { participantId: `ptc-${'7'.repeat(26)}`, mspId: 'BuyerMSP' };
const grant = { ...subject, sessionEndsAt: '2099-01-01T00:00:00.000Z' };

let folder: string;
let nowMs: number;
let codes: SessionCodes;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'databund-codes-'));
  nowMs = 0;
  codes = new SessionCodes(folder, () => nowMs);
});

describe('a one-time code', () => {
  it('begins one session of one participant, also after a restart', () => {
    const { code } = codes.issue(grant);
    expect(new SessionCodes(folder, () => nowMs).useUp(code)).toEqual({ ...grant, parent: undefined });
    expect(codes.useUp(code)).toBeUndefined();
  });

  it('counts for ten minutes', () => {
    const { code, expiresAt } = codes.issue(grant);
    expect(Date.parse(expiresAt)).toBe(600_000);
    nowMs = codeSeconds * 1000;
    expect(codes.useUp(code)).toBeUndefined();
  });

  it('counts however people type it', () => {
    const { code } = codes.issue(grant);
    expect(code).toMatch(/^([0-9a-z]{4}-){6}[0-9a-z]{4}$/);
    const typed = code.toUpperCase().replaceAll('-', ' ').replaceAll('0', 'O').replaceAll('1', 'I');
    expect(codes.useUp(` ${typed} `)).toBeDefined();
  });

  it('stays as a hash, in a file that only its owner can read', () => {
    const { code } = codes.issue(grant);
    const [file = '', ...others] = readdirSync(folder);
    expect([others, statSync(join(folder, file)).mode & 0o777]).toEqual([[], 0o600]);
    expect(readFileSync(join(folder, file), 'utf8')).not.toContain(code.replaceAll('-', '').slice(8));
  });

  it('counts once if its file is removed by another process meanwhile', () => {
    const { code } = codes.issue(grant);
    const others = Array.from({ length: 5 }, () => new SessionCodes(folder, () => nowMs));
    expect(others.map((each) => each.useUp(code)).filter(Boolean)).toHaveLength(1);
  });

  it.each(['', 'x', '../../etc/passwd', '0000-0000-0000-0000-0000-0000-0000', 'z'.repeat(28)])(
    'counts for nothing if it is %j',
    (given) => {
      codes.issue(grant);
      expect(codes.useUp(given)).toBeUndefined();
    },
  );

  it('counts for nothing if only its end is wrong, and remains', () => {
    const { code } = codes.issue(grant);
    expect(codes.useUp(code.slice(0, -1) + (code.endsWith('0') ? '2' : '0'))).toBeUndefined();
    expect(codes.useUp(code)).toBeDefined();
  });

  it('goes when it has expired, and with all codes of its participant', () => {
    codes.issue(grant);
    nowMs = codeSeconds * 1000;
    const { code } = codes.issue(grant);
    expect(readdirSync(folder)).toHaveLength(1);
    codes.forgetOf(subject.participantId);
    expect([readdirSync(folder), codes.useUp(code)]).toEqual([[], undefined]);
  });
});
