import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findExchangeProfiles } from './find-exchange';

it('finds the profiles of an exchange in a folder and below it, the nearest first', () => {
  const root = mkdtempSync(join(tmpdir(), 'databund-find-'));
  const makeProfiles = (...path: readonly string[]) => {
    mkdirSync(join(root, ...path, '.databund'), { recursive: true });
    writeFileSync(join(root, ...path, '.databund', 'profiles.json'), '{}');
    return join(root, ...path, '.databund', 'profiles.json');
  };
  mkdirSync(join(root, 'a', 'b'), { recursive: true });
  expect(findExchangeProfiles(join(root, 'a', 'b'))).toBeUndefined();
  const outer = makeProfiles();
  expect(findExchangeProfiles(join(root, 'a', 'b'))).toBe(outer);
  const inner = makeProfiles('a');
  expect(findExchangeProfiles(join(root, 'a', 'b'))).toBe(inner);
  expect(findExchangeProfiles(root)).toBe(outer);
});
