import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeptProfiles } from './kept-profiles';

const folder = mkdtempSync(join(tmpdir(), 'databund-profiles-'));
const path = join(folder, 'profiles.json');
const profiles = new KeptProfiles(path);
const at = (token: string) => ({ url: 'http://127.0.0.1:3000', token });
const read = () => JSON.parse(readFileSync(path, 'utf8')) as object;

beforeEach(() => rmSync(path, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the profiles in a data folder', () => {
  it('begin with the cast’s, the operator’s in use, readable by their owner alone', () => {
    profiles.keep({ operator: at('o'), buyer: at('b') });
    expect(read()).toEqual({ current: 'operator', profiles: { operator: at('o'), buyer: at('b') } });
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(readdirSync(folder)).toEqual(['profiles.json']);
  });

  it('keep what a person added, and chose, when the cast’s are written anew', () => {
    writeFileSync(path, JSON.stringify({ current: 'mine', profiles: { mine: at('m'), operator: at('old') } }));
    profiles.keep({ operator: at('new') });
    expect(read()).toEqual({ current: 'mine', profiles: { mine: at('m'), operator: at('new') } });
  });

  it('fall back upon the operator’s where the chosen one is gone', () => {
    writeFileSync(path, JSON.stringify({ current: 'mine', profiles: { mine: at('m'), operator: at('o') } }));
    profiles.remove('mine');
    expect(read()).toEqual({ current: 'operator', profiles: { operator: at('o') } });
  });

  it('are not written over where they cannot be read', () => {
    writeFileSync(path, '{');
    expect(() => profiles.keep({ operator: at('o') })).toThrow(`${path} cannot be read`);
    expect(readFileSync(path, 'utf8')).toBe('{');
  });
});
