/** The first supported minor version of each supported release of Node. */
const supported: Readonly<Record<number, number>> = { 20: 19, 22: 9, 24: 0 };
const recommended = 24;

/** Returns whether a version of Node can run an exchange, and what is recommended. */
export function describeNode(version: string): { readonly isSupported: boolean; readonly advice: string } {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const minMinor = supported[major];
  const isSupported = minMinor === undefined ? major > recommended : minor >= minMinor;
  if (!isSupported) return { isSupported, advice: 'expected 20.19 or later, 22.9 or later, or 24' };
  if (major === recommended) return { isSupported, advice: 'recommended' };
  return { isSupported, advice: major > recommended ? 'newer than the tested versions; 24 is recommended' : '24 is recommended' };
}
