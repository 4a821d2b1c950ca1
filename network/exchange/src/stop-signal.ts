/**
 * Resolves when the exchange should stop: on a signal, including that of a closing terminal, when the reader of its output has ended,
 * or when npm has ended if npm started it.
 */
export function waitForStop(): Promise<void> {
  return new Promise((resolve) => {
    if (process.env['npm_lifecycle_event'] !== undefined) watchParent(resolve);
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve());
    for (const output of [process.stdout, process.stderr]) output.on('error', () => resolve());
  });
}

/** A signal to npm ends npm and its shell, and neither forwards it: only the new parent process shows it. */
function watchParent(onEnd: () => void): void {
  const { ppid } = process;
  setInterval(() => process.ppid !== ppid && onEnd(), 500).unref();
}
