/** Returns the time in milliseconds below which 95 of 100 runs stay, after some that warm up. */
export async function measureP95(repeat: number, run: () => Promise<unknown>): Promise<number> {
  for (let count = 0; count < 20; count += 1) await run();
  const times: number[] = [];
  for (let count = 0; count < repeat; count += 1) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  return times.sort((one, other) => one - other)[Math.floor(repeat * 0.95)] ?? 0;
}
