import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from './usage-error';

/** Where a participant’s gateway is, and its token. */
export interface Profile {
  readonly url: string;
  readonly token: string;
  readonly participant?: string;
}

interface ProfileFile {
  readonly current?: string;
  readonly profiles: Readonly<Record<string, Profile>>;
}

/** The profiles that a person keeps, in a file of mode 0600: it holds tokens. */
export class Profiles {
  constructor(private readonly path: string) {}

  /** The profile of a name, else the current one. @throws UsageError where there is none */
  get(name?: string): Profile {
    const { current, profiles } = this.read();
    const wanted = name ?? current;
    const profile = wanted !== undefined && Object.hasOwn(profiles, wanted) ? profiles[wanted] : undefined;
    if (!profile)
      throw new UsageError(wanted === undefined ? 'no profile is in use: `databund profile add`' : `there is no profile ${wanted}`);
    return profile;
  }

  /** The names, and which is in use. */
  list(): readonly { readonly name: string; readonly url: string; readonly participant: string; readonly current: boolean }[] {
    const { current, profiles } = this.read();
    return Object.entries(profiles).map(([name, { url, participant = '' }]) => ({ name, url, participant, current: name === current }));
  }

  /** Keeps a profile; the first one is in use. */
  add(name: string, profile: Profile): void {
    const { current = name, profiles } = this.read();
    this.write({ current, profiles: { ...profiles, [name]: profile } });
  }

  /** Takes a profile into use. @throws UsageError where there is none */
  use(name: string): void {
    this.get(name);
    this.write({ ...this.read(), current: name });
  }

  private read(): ProfileFile {
    return existsSync(this.path) ? (JSON.parse(readFileSync(this.path, 'utf8')) as ProfileFile) : { profiles: {} };
  }

  private write(file: ProfileFile): void {
    mkdirSync(dirname(this.path), { recursive: true, mode: 0o700 });
    writeFileSync(this.path, `${JSON.stringify(file, undefined, 2)}\n`, { mode: 0o600 });
    chmodSync(this.path, 0o600);
  }
}
