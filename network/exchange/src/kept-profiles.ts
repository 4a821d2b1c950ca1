import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** What the command line needs to speak as a participant. */
export interface KeptProfile {
  readonly url: string;
  readonly token: string;
  readonly participant?: string | undefined;
}

type Profiles = Readonly<Record<string, KeptProfile>>;

/** The command-line profiles in a data folder: the cast’s, and whatever a person added beside them. */
export class KeptProfiles {
  constructor(readonly path: string) {}

  /** Whether there is a profile of a name. */
  has(name: string): boolean {
    return Object.hasOwn(this.read().profiles, name);
  }

  /** The profile of a name. @throws Error where there is none */
  get(name: string): KeptProfile {
    const { profiles } = this.read();
    const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
    if (!profile) throw new Error(`${this.path} has no profile ${name}`);
    return profile;
  }

  /** Keeps some profiles beside those that are there; which one is in use stays so while it is there. */
  keep(added: Profiles): void {
    const { current, profiles } = this.read();
    this.write({ current, profiles: { ...profiles, ...added } });
  }

  /** Takes a profile away. */
  remove(name: string): void {
    const { current, profiles } = this.read();
    this.write({ current, profiles: Object.fromEntries(Object.entries(profiles).filter(([kept]) => kept !== name)) });
  }

  private read(): { readonly current?: string | undefined; readonly profiles: Profiles } {
    if (!existsSync(this.path)) return { profiles: {} };
    try {
      const { current, profiles = {} } = JSON.parse(readFileSync(this.path, 'utf8')) as { current?: string; profiles?: Profiles };
      return { current, profiles };
    } catch (error) {
      throw new Error(`${this.path} cannot be read (${(error as Error).message}): remove it, and the cast’s profiles are written anew`);
    }
  }

  /** Whole or not at all: the file is written beside its place and moved there. */
  private write({ current = 'operator', profiles }: { readonly current?: string | undefined; readonly profiles: Profiles }): void {
    const inUse = Object.hasOwn(profiles, current) ? current : 'operator';
    const beside = `${this.path}.${String(process.pid)}`;
    writeFileSync(beside, `${JSON.stringify({ current: inUse, profiles }, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(beside, this.path);
  }
}
