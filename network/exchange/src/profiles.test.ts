import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProfileStore } from './profiles';

const folder = mkdtempSync(join(tmpdir(), 'databund-profiles-'));
const path = join(folder, 'profiles.json');
const profiles = new ProfileStore(path);
const makeProfile = (token: string) => ({ url: 'http://127.0.0.1:3000', token });
const read = () => JSON.parse(readFileSync(path, 'utf8')) as object;

beforeEach(() => rmSync(path, { force: true }));
afterAll(() => rmSync(folder, { recursive: true }));

describe('ProfileStore', () => {
  it("makes the operator's profile the current one in a new file, readable by its owner only", () => {
    profiles.addAll({ operator: makeProfile('o'), buyer: makeProfile('b') });
    expect(read()).toEqual({ current: 'operator', profiles: { operator: makeProfile('o'), buyer: makeProfile('b') } });
    expect(statSync(path).mode & 0o077).toBe(0);
    expect(readdirSync(folder)).toEqual(['profiles.json']);
  });

  it('keeps the profiles that a person added, and the current one, when it adds others', () => {
    writeFileSync(path, JSON.stringify({ current: 'mine', profiles: { mine: makeProfile('m'), operator: makeProfile('old') } }));
    profiles.addAll({ operator: makeProfile('new') });
    expect(read()).toEqual({ current: 'mine', profiles: { mine: makeProfile('m'), operator: makeProfile('new') } });
  });

  it("falls back to the operator's profile when the current one is removed", () => {
    writeFileSync(path, JSON.stringify({ current: 'mine', profiles: { mine: makeProfile('m'), operator: makeProfile('o') } }));
    profiles.remove('mine');
    expect(read()).toEqual({ current: 'operator', profiles: { operator: makeProfile('o') } });
  });

  it('does not overwrite a file that it cannot read', () => {
    writeFileSync(path, '{');
    expect(() => profiles.addAll({ operator: makeProfile('o') })).toThrow(`${path} cannot be read`);
    expect(readFileSync(path, 'utf8')).toBe('{');
  });
});
