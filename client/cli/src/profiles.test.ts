import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Profiles } from './profiles';

const folder = mkdtempSync(join(tmpdir(), 'databund-profiles-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
const newPath = () => join(folder, `config-${String((files += 1))}`, 'profiles.json');
const profile = { url: 'http://127.0.0.1:3000', token: 'secret' };

describe('profiles', () => {
  it('are kept in a file that only its owner reads, and nothing beside it', () => {
    const path = newPath();
    const profiles = new Profiles(path);
    profiles.add('operator', profile);
    expect((statSync(path).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(dirname(path))).toEqual(['profiles.json']);
  });

  it('are in use from the first on, until another one is', () => {
    const profiles = new Profiles(newPath());
    profiles.add('operator', profile);
    profiles.add('buyer', { ...profile, token: 'other' });
    expect(profiles.get().token).toBe('secret');
    profiles.use('buyer');
    expect([profiles.get().token, profiles.get('operator').token]).toEqual(['other', 'secret']);
  });

  it('are listed without their tokens', () => {
    const profiles = new Profiles(newPath());
    profiles.add('operator', profile);
    expect(profiles.list()).toEqual([{ name: 'operator', url: profile.url, participant: '', current: true }]);
  });

  it('that are not there are a usage error, also under names that every object has', () => {
    const profiles = new Profiles(newPath());
    expect(() => profiles.get()).toThrow('no profile is in use');
    expect(() => profiles.get('constructor')).toThrow('there is no profile constructor');
    expect(() => profiles.use('nobody')).toThrow('there is no profile nobody');
  });

  it('in a file that is not JSON are not read, and that is said', () => {
    const path = join(folder, 'torn.json');
    writeFileSync(path, '{"profiles"');
    expect(() => new Profiles(path).get()).toThrow('it is not JSON');
  });

  it.each(['{', '{"profiles":{"a":{"url":1}}}', '[]'])('in a file of another form are not read: %s', (text) => {
    const path = join(folder, 'broken.json');
    writeFileSync(path, text);
    expect(() => new Profiles(path).get()).toThrow('is not a file of profiles');
  });
});
