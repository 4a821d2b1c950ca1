import { existsSync, readFileSync } from 'node:fs';
import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import writeFileAtomic from 'write-file-atomic';
import { messageOf, SetupError } from './setup-error';

const Profile = Type.Object({ url: Type.String(), token: Type.String(), participant: Type.Optional(Type.String()) });
type Profile = Static<typeof Profile>;
const ProfileFile = Type.Object({ current: Type.Optional(Type.String()), profiles: Type.Record(Type.String(), Profile) });
type ProfileFile = Static<typeof ProfileFile>;

/** The command-line profiles in a data folder: those of the cast, and any that a person added. */
export class ProfileStore {
  constructor(readonly path: string) {}

  /** The profile of a name, if there is one. */
  find(name: string): Profile | undefined {
    const { profiles } = this.read();
    return Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  }

  /** The profile of a name. @throws SetupError PROFILE_MISSING */
  get(name: string): Profile {
    const profile = this.find(name);
    if (!profile)
      throw new SetupError(
        'PROFILE_MISSING',
        `${this.path} has no profile ${name}. Run \`npm start\` to write the profiles of all participants.`,
      );
    return profile;
  }

  /** Adds or replaces profiles; the current one stays current. */
  addAll(added: Readonly<Record<string, Profile>>): void {
    const { current, profiles } = this.read();
    this.write({ current, profiles: { ...profiles, ...added } });
  }

  /** Removes a profile. */
  remove(name: string): void {
    const { current, profiles } = this.read();
    this.write({ current, profiles: Object.fromEntries(Object.entries(profiles).filter(([kept]) => kept !== name)) });
  }

  private read(): { readonly current?: string | undefined; readonly profiles: ProfileFile['profiles'] } {
    if (!existsSync(this.path)) return { profiles: {} };
    try {
      return Value.Parse(ProfileFile, JSON.parse(readFileSync(this.path, 'utf8')));
    } catch (error) {
      const reason = `${this.path} cannot be read (${messageOf(error)}).`;
      throw new SetupError('PROFILES_UNREADABLE', `${reason} Remove it; \`npm start\` writes the profiles of all participants again.`);
    }
  }

  private write({
    current = 'operator',
    profiles,
  }: {
    readonly current?: string | undefined;
    readonly profiles: ProfileFile['profiles'];
  }): void {
    const used = Object.hasOwn(profiles, current) ? current : 'operator';
    writeFileAtomic.sync(this.path, `${JSON.stringify({ current: used, profiles }, undefined, 2)}\n`, { mode: 0o600 });
  }
}
