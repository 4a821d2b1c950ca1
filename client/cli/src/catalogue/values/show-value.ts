/** Shows a value of a source in a message, in at most 200 characters. */
export function showValue(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 200);
}
