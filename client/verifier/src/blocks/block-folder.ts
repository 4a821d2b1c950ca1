import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Reads the blocks of a folder in the order of their numbers, from files such as `0000000042.block` or `block-42.pb`. */
export function* readBlockFolder(folder: string): Generator<Uint8Array> {
  const names = readdirSync(folder).flatMap((name) => {
    const [, digits] = /(\d+)\.(?:block|pb)$/.exec(name) ?? [];
    return digits === undefined ? [] : [{ name, number: Number(digits) }];
  });
  for (const { name } of names.sort((a, b) => a.number - b.number)) yield readFileSync(join(folder, name));
}

/** Writes a block into a folder, which is made if it is missing. */
export function writeBlock(folder: string, number: number, block: Uint8Array): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${String(number).padStart(10, '0')}.block`), block);
}
