/** The number of kills of a run, by `DATABUND_KILLS`. */
export const kills = Number(process.env['DATABUND_KILLS'] ?? 5);

/** The seed that repeats a run, by `DATABUND_SEED`. */
export const seed = Number(process.env['DATABUND_SEED'] ?? Date.now() % 1_000_000);
