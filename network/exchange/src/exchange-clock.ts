import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { parseOutput } from './parse-output';
import { SetupError } from './setup-error';
import { shiftClock } from './shifted-clock';

const SavedClock = Type.Object({ aheadMs: Type.Integer({ minimum: 0 }) });
const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000 };

/** The clock that a start asks for. */
export interface ClockRequest {
  /** `+20d`, `+36h` or `+90m` ahead of the real time. Without it the clock stays as far ahead as it was. */
  readonly asked: string | undefined;
  readonly data: string;
  readonly network: 'devnet' | 'fabric';
}

/**
 * Moves the clock of an exchange ahead, never back, because its ledger has later times; returns the milliseconds by which it is ahead.
 * @throws SetupError CLOCK_NOT_POSSIBLE
 */
export function setClock({ asked, data, network }: ClockRequest): number {
  const path = join(data, 'clock.json');
  const savedMs = existsSync(path) ? parseOutput(path, SavedClock, readFileSync(path, 'utf8')).aheadMs : 0;
  const aheadMs = asked === undefined ? savedMs : parseAhead(asked);
  if (aheadMs < savedMs)
    throw makeError(
      `The clock of ${data} is ${formatAhead(savedMs)} ahead and cannot go back. Give --clock +${formatAhead(savedMs)} or more.`,
    );
  if (aheadMs === 0) return 0;
  if (network === 'fabric')
    throw makeError('The programs of real Fabric use the clock of this machine. Leave --clock out, or start the devnet.');
  if (!existsSync(join(data, network, 'organisations')))
    throw makeError(`${data} has no exchange, and the certificates of a new one would not be valid yet. Start it once without --clock.`);
  writeFileSync(path, JSON.stringify({ aheadMs }));
  shiftClock(aheadMs);
  return aheadMs;
}

/** Parses `+20d`. @throws SetupError CLOCK_NOT_POSSIBLE */
function parseAhead(text: string): number {
  const [, count = '', unit = ''] = /^\+(\d{1,5})([dhm])$/.exec(text) ?? [];
  const ms = unitMs[unit];
  if (ms === undefined)
    throw makeError(`--clock is ${JSON.stringify(text)}. Give days, hours or minutes ahead of now: +20d, +36h or +90m.`);
  return Number(count) * ms;
}

/** Formats a time ahead in the largest unit that needs no fraction, such as `20d`. */
export function formatAhead(aheadMs: number): string {
  const [unit = 'm', ms = 1] = Object.entries(unitMs).find(([, each]) => aheadMs % each === 0) ?? [];
  return `${String(aheadMs / ms)}${unit}`;
}

function makeError(message: string): SetupError {
  return new SetupError('CLOCK_NOT_POSSIBLE', message, 2);
}
