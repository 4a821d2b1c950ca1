/** Reads a metric of a node from its operations port, of any channel; undefined if it has none yet. */
export async function readMetric(port: number, name: string): Promise<number | undefined> {
  const text = await fetch(`http://127.0.0.1:${String(port)}/metrics`).then(
    (response) => response.text(),
    () => '',
  );
  const [, value] = new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'm').exec(text) ?? [];
  return value === undefined ? undefined : Number(value);
}
