import { readFileSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';

/** Faults of stored files that disks and people cause. */
export const damages: readonly (readonly [string, (path: string) => void])[] = [
  ['cut', (path) => truncateSync(path, 5)],
  ['overwritten', (path) => writeFileSync(path, readFileSync(path).fill('x'))],
];

/** Damages a file so that its time changes: the change may fall into the tick of the clock in which it was stored. */
export function damageFile(path: string, damage: (path: string) => void): void {
  damage(path);
  utimesSync(path, 1, 1);
}
