import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { errorsIn } from '@databund/model';
import { makeFolder, parseJson, readText } from './local-paths';
import { UsageError } from './usage-error';

const Profile = Type.Object({ url: Type.String(), token: Type.String(), participant: Type.Optional(Type.String()) });
/** Where a participant’s gateway is, and its token. */
export type Profile = Static<typeof Profile>;

const ProfileFile = Type.Object({ current: Type.Optional(Type.String()), profiles: Type.Record(Type.String(), Profile) });
type ProfileFile = Static<typeof ProfileFile>;

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
    if (!existsSync(this.path)) return { profiles: {} };
    const file = parseJson(readText(this.path), `${this.path} is not a file of profiles: it is not JSON`);
    const [error] = errorsIn(ProfileFile, file);
    if (error) throw new UsageError(`${this.path} is not a file of profiles: ${error.path} ${error.reason}`);
    return file as ProfileFile;
  }

  /** Whole or not at all: the file is written beside its place and moved there. */
  private write(file: ProfileFile): void {
    makeFolder(dirname(this.path), 0o700);
    const beside = `${this.path}.${String(process.pid)}`;
    writeFileSync(beside, `${JSON.stringify(file, undefined, 2)}\n`, { mode: 0o600 });
    renameSync(beside, this.path);
  }
}
