import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatAhead, setClock } from './exchange-clock';

const day = 86_400_000;
const real = Date;
const data = mkdtempSync(join(tmpdir(), 'databund-clock-'));
const ask = (asked: string | undefined, more: object = {}) => setClock({ asked, data, network: 'devnet', ...more });

function readMessage(step: () => unknown): string {
  try {
    step();
    return 'no error';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

afterEach(() => {
  globalThis.Date = real;
  delete process.env['DATABUND_CLOCK_AHEAD_MS'];
});
afterAll(() => rmSync(data, { recursive: true }));

describe('clock of an exchange', () => {
  it('rejects a form that it does not know, real Fabric, and a folder without an exchange', () => {
    expect(readMessage(() => ask('20 days'))).toMatch(/^--clock is "20 days"\. Give days, hours or minutes ahead of now: \+20d/);
    expect(readMessage(() => ask('+1d', { network: 'fabric' }))).toMatch(/real Fabric use the clock of this machine/);
    expect(readMessage(() => ask('+1d'))).toMatch(/has no exchange.*Start it once without --clock\.$/);
    expect(ask(undefined)).toBe(0);
  });

  it('moves ahead, stays ahead at the next start, and never goes back', () => {
    mkdirSync(join(data, 'devnet', 'organisations'), { recursive: true });
    const before = real.now();
    expect(ask('+20d')).toBe(20 * day);
    expect(Date.now() - before).toBeGreaterThanOrEqual(20 * day);
    expect(new Date().getTime() - before).toBeGreaterThanOrEqual(20 * day);
    expect([new Date(0).getTime(), new Date() instanceof real]).toEqual([0, true]);
    globalThis.Date = real;
    expect(ask(undefined)).toBe(20 * day);
    globalThis.Date = real;
    expect(readMessage(() => ask('+19d'))).toMatch(/is 20d ahead and cannot go back\. Give --clock \+20d or more\.$/);
  });

  it('shows in the largest unit without a fraction', () => {
    expect([20 * day, 1.5 * day, 90 * 60_000].map(formatAhead)).toEqual(['20d', '36h', '90m']);
  });
});
