import { Type } from '@sinclair/typebox';

/** The code of an administrative division (GB/T 2260 and, below the county, GB/T 10114): 2, 4, 6, 9 or 12 digits. */
export const Adcode = Type.String({
  pattern: '^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$',
  description: 'Administrative division code: 2, 4, 6, 9 or 12 digits.',
});

const nation = '100000';

/** Returns a division and those that contain it, the smallest first. Shorter codes stand for six digits. */
export function listDivisions(adcode: string): readonly string[] {
  const six = adcode.slice(0, 6).padEnd(6, '0');
  const finer = [12, 9].filter((length) => adcode.length >= length).map((length) => adcode.slice(0, length));
  return [...new Set([...finer, six, `${six.slice(0, 4)}00`, `${six.slice(0, 2)}0000`, nation])];
}

/** Returns a code as keys contain it: at least six digits. */
export function normalizeAdcode(adcode: string): string {
  return adcode.padEnd(6, '0');
}
