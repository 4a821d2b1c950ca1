import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Profiles } from './profiles';

const folder = mkdtempSync(join(tmpdir(), 'databund-profiles-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const createPath = () => join(folder, `config-${String((files += 1))}`, 'profiles.json');
const profile = { url: 'http://127.0.0.1:3000', token: 'secret' };

describe('the file of profiles', () => {
  it('writes the profiles for their owner only, also after a change, and leaves no other file', () => {
    const path = createPath();
    const profiles = new Profiles(path);
    profiles.add('operator', profile);
    profiles.add('buyer', profile);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(dirname(path))).toEqual(['profiles.json']);
  });

  it('uses the first profile until another one is selected', () => {
    const profiles = new Profiles(createPath());
    profiles.add('operator', profile);
    profiles.add('buyer', { ...profile, token: 'other' });
    expect(profiles.get().token).toBe('secret');
    profiles.use('buyer');
    expect([profiles.get().token, profiles.get('operator').token]).toEqual(['other', 'secret']);
  });

  it('keeps the profile in use and the others if several are added', () => {
    const profiles = new Profiles(createPath());
    profiles.addAll({ operator: profile, buyer: profile });
    profiles.add('mine', { ...profile, token: 'mine' });
    profiles.use('mine');
    profiles.addAll({ operator: { ...profile, token: 'new' } });
    expect([profiles.get().token, profiles.get('operator').token, profiles.has('buyer')]).toEqual(['mine', 'new', true]);
  });

  it('uses the first of the others if the profile in use is removed', () => {
    const profiles = new Profiles(createPath());
    profiles.addAll({ operator: profile, mine: { ...profile, token: 'mine' } });
    profiles.use('mine');
    profiles.remove('mine');
    expect([profiles.has('mine'), profiles.get().token]).toEqual([false, 'secret']);
    profiles.remove('operator');
    expect(() => profiles.get()).toThrow('no profile is in use');
  });

  it('lists profiles without their tokens', () => {
    const profiles = new Profiles(createPath());
    profiles.add('operator', profile);
    expect(profiles.list()).toEqual([{ name: 'operator', url: profile.url, participant: '', current: true }]);
  });

  it('reports a missing profile as PROFILE_MISSING, also under names that every object has', () => {
    const profiles = new Profiles(createPath());
    expect(() => profiles.get()).toThrow(`there is no file of profiles ${profiles.path}: log in`);
    profiles.add('operator', profile);
    expect(() => profiles.get('constructor')).toThrow('there is no profile constructor');
    expect(() => profiles.use('nobody')).toThrow('there is no profile nobody');
    expect(profiles.has('constructor')).toBe(false);
  });

  it.each([
    ['{"profiles"', 'it is not JSON'],
    ['{', 'is not a file of profiles'],
    ['{"profiles":{"a":{"url":1}}}', 'is not a file of profiles: /profiles/a'],
    ['[]', 'is not a file of profiles'],
  ])('rejects a file of profiles of a wrong form without overwriting it: %s', (text, reason) => {
    const path = join(folder, 'broken.json');
    writeFileSync(path, text);
    expect(() => new Profiles(path).get()).toThrow(reason);
    expect(() => new Profiles(path).add('operator', profile)).toThrow(reason);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });
});
