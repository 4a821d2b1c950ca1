/** The gateway’s port; 0 is any that is free. @throws RangeError naming the variable where it is none */
export function gatewayPortOf(environment: Readonly<Record<string, string | undefined>>): number {
  const text = environment['DATABUND_PORT'] ?? '3000';
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port >= 0 && port <= 65_535) return port;
  throw new RangeError(`DATABUND_PORT is “${text}”: a port is a whole number up to 65535, or 0 for any that is free`);
}
