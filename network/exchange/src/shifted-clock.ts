/** The variable by which the parts of an exchange learn by how many milliseconds its clock is ahead. */
const clockVariable = 'DATABUND_CLOCK_AHEAD_MS';

/** Moves the clock of this process, and of the parts that it starts, ahead. Timers and the validity of TLS certificates keep the real time. */
export function shiftClock(aheadMs: number): void {
  process.env[clockVariable] = String(aheadMs);
  const shifted = new Proxy(Date, {
    construct: (real, values, made) => Reflect.construct(real, values.length === 0 ? [real.now() + aheadMs] : values, made) as Date,
    apply: (real) => new real(real.now() + aheadMs).toString(),
    get: (real, name): unknown => (name === 'now' ? () => real.now() + aheadMs : Reflect.get(real, name)),
  });
  globalThis.Date = shifted;
}

/** Moves the clock of a part as the process that starts it says. */
export function followClock(): void {
  const aheadMs = Number(process.env[clockVariable] ?? 0);
  if (aheadMs > 0) shiftClock(aheadMs);
}
