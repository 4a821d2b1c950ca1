import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { listErrors } from '@databund/model';
import { sync as writeFileAtomic } from 'write-file-atomic';
import { makeFolder, parseJson, readText } from './local-paths';
import { UsageError } from './usage-error';

const maybe = Type.Optional(Type.String());
const Profile = Type.Object({
  url: Type.String(),
  token: Type.String(),
  participant: maybe,
  /** The end of the token, and the refresh token that renews it, if `databund login` wrote the profile. */
  expiresAt: maybe,
  refreshToken: maybe,
  /** The end of the last token that follows by refresh. */
  sessionEndsAt: maybe,
});
/** A participant's gateway and token. */
export type Profile = Static<typeof Profile>;

const ProfileFile = Type.Object({ current: Type.Optional(Type.String()), profiles: Type.Record(Type.String(), Profile) });
type ProfileFile = Static<typeof ProfileFile>;

/** A profile as it is listed, without its token. */
export interface ListedProfile {
  readonly name: string;
  readonly url: string;
  readonly participant: string;
  readonly current: boolean;
}

const remedy = 'log in with `databund login --gateway <url>`, or name another file with DATABUND_CONFIG';

/** A file of profiles. Only its owner may read it, because it holds tokens. */
export class Profiles {
  constructor(readonly path: string) {}

  /** Returns whether there is a profile of a name. @throws UsageError PROFILE_INVALID */
  has(name: string): boolean {
    return Object.hasOwn(this.read().profiles, name);
  }

  /** Returns the profile of a name, or the one in use. @throws UsageError PROFILE_MISSING, PROFILE_INVALID */
  get(name?: string): Profile {
    const { name: _name, ...profile } = this.getNamed(name);
    return profile;
  }

  /** Like `get`, with the name of the profile. @throws UsageError PROFILE_MISSING, PROFILE_INVALID */
  getNamed(name?: string): Profile & { readonly name: string } {
    const { current, profiles } = this.read();
    const wanted = name ?? current;
    const profile = wanted !== undefined && Object.hasOwn(profiles, wanted) ? profiles[wanted] : undefined;
    if (wanted !== undefined && profile) return { ...profile, name: wanted };
    if (!existsSync(this.path)) throw new UsageError('PROFILE_MISSING', `there is no file of profiles ${this.path}: ${remedy}`);
    throw new UsageError(
      'PROFILE_MISSING',
      wanted === undefined
        ? 'no profile is in use: log in with `databund login --gateway <url>`'
        : `there is no profile ${wanted} in ${this.path}: \`databund profile list\` shows the names`,
    );
  }

  /** Lists the profiles without their tokens. @throws UsageError PROFILE_INVALID */
  list(): readonly ListedProfile[] {
    const { current, profiles } = this.read();
    return Object.entries(profiles).map(([name, { url, participant = '' }]) => ({ name, url, participant, current: name === current }));
  }

  /** Stores a profile. The first one comes into use. @throws UsageError PROFILE_INVALID */
  add(name: string, profile: Profile): void {
    this.addAll({ [name]: profile });
  }

  /** Stores profiles, and leaves the others and the one in use as they are. The first one comes into use. @throws UsageError PROFILE_INVALID */
  addAll(added: Readonly<Record<string, Profile>>): void {
    const { current, profiles } = this.read();
    this.write({ ...(current !== undefined && { current }), profiles: { ...profiles, ...added } });
  }

  /** Removes a profile. If it was in use, the first of the others is. @throws UsageError PROFILE_INVALID */
  remove(name: string): void {
    const { current, profiles } = this.read();
    const others = Object.fromEntries(Object.entries(profiles).filter(([kept]) => kept !== name));
    this.write({ ...(current !== undefined && current !== name && { current }), profiles: others });
  }

  /** Brings a profile into use. @throws UsageError PROFILE_MISSING, PROFILE_INVALID */
  use(name: string): void {
    this.get(name);
    this.write({ ...this.read(), current: name });
  }

  private read(): ProfileFile {
    if (!existsSync(this.path)) return { profiles: {} };
    const file = parseJson(readText(this.path), `${this.path} is not a file of profiles: it is not JSON`);
    if (isProfileFile(file)) return file;
    const [error] = listErrors(ProfileFile, file);
    throw new UsageError('PROFILE_INVALID', `${this.path} is not a file of profiles: ${String(error?.path)} ${String(error?.reason)}`);
  }

  private write({ current, profiles }: ProfileFile): void {
    makeFolder(dirname(this.path), 0o700);
    const inUse = current ?? Object.keys(profiles)[0];
    const file: ProfileFile = { ...(inUse !== undefined && { current: inUse }), profiles };
    writeFileAtomic(this.path, `${JSON.stringify(file, undefined, 2)}\n`, { mode: 0o600 });
  }
}

function isProfileFile(file: unknown): file is ProfileFile {
  return listErrors(ProfileFile, file).length === 0;
}
