import type { Databund } from '@databund/client';
import type { IdKind } from '@databund/model';
import type { Profile, Profiles } from './profiles';
import type { Surroundings } from './surroundings';
import { UsageError } from './usage-error';

/** The options that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly profile?: string;
}

/** The environment of one command. Its modules are loaded when they are first needed. */
export class Session {
  private code: 0 | 1 | 3 | 4 = 0;
  private profile: Promise<Acting> | undefined;

  constructor(
    private readonly surroundings: Surroundings,
    private readonly options: () => CommonOptions,
  ) {}

  /** Returns the SDK as the chosen profile, at its gateway or at another one. @throws UsageError */
  async connect(url?: string): Promise<Databund> {
    const profile = await this.getProfile();
    return this.connectAs({ ...profile, url: url ?? profile.url });
  }

  /** Returns the SDK as any profile, whose token it renews, or as a visitor of a gateway. */
  async connectAs({ url, token, name, refreshToken }: Acting): Promise<Databund> {
    const { Databund, sendByHttp } = await import('@databund/client');
    const given = name === undefined || refreshToken === undefined ? token : await this.renewTokenOf(name);
    return new Databund({ url, fetch: sendByHttp, ...(given !== undefined && { token: given }) });
  }

  /** Returns the function that answers a token that counts. */
  private async renewTokenOf(name: string): Promise<() => Promise<string>> {
    const { renewProfile } = await import('./renew-profile.js');
    const profiles = await this.openProfiles();
    return () => renewProfile(profiles, name);
  }

  /** The object that the command is about, for an error that says who acts next. */
  about: string | undefined;

  /** Returns the id that a text means: an id or its beginning, a number, a title, or `@last`. @throws UsageError, DatabundError */
  async resolve(text: string, kind?: IdKind): Promise<string> {
    const { resolveReference } = await import('./resolve-reference.js');
    const id = await resolveReference({ connect: () => this.connect(), configFile: this.configFile }, text, kind);
    this.about ??= id;
    return id;
  }

  /** Returns the participant that the profile names. @throws UsageError */
  async getParticipant(): Promise<string | undefined> {
    return (await this.getProfile()).participant;
  }

  /** Returns the profile that the command acts as. @throws UsageError */
  getActing(): Promise<Acting> {
    return this.getProfile();
  }

  /** Returns the name that `--profile` gives. */
  get profileName(): string | undefined {
    return this.options().profile ?? this.surroundings.profile;
  }

  /** Returns the file of profiles. */
  async openProfiles(): Promise<Profiles> {
    const { Profiles } = await import('./profiles.js');
    return new Profiles(this.surroundings.config);
  }

  /** Writes the result: one value. A person sees the names behind its ids, if they are given. */
  async print(value: unknown, names?: Readonly<Record<string, string>>): Promise<void> {
    const { keepLastId } = await import('./last-id.js');
    keepLastId(this.configFile, value);
    if (this.isJson) this.printText(JSON.stringify(value));
    else {
      const { describe } = await import('./describe-result.js');
      this.printText(describe(value, { ...this.room, ...(names && { names }) }));
    }
  }

  /** Writes the result as text that is ready for a person or a file. */
  printText(text: string): void {
    this.surroundings.out.write(`${text}\n`);
  }

  /** Returns the width of the terminal, and whether it shows colours. */
  get room(): { readonly columns: number; readonly isColoured: boolean } {
    const { isColoured = false, columns = 160 } = this.surroundings;
    return { isColoured, columns };
  }

  /** Returns the stream of results, for a command that writes a document. */
  get out(): NodeJS.WritableStream {
    return this.surroundings.out;
  }

  /** Returns the path of the file of profiles, next to which sources are registered. */
  get configFile(): string {
    return this.surroundings.config;
  }

  /** Returns whether the result is printed as JSON. */
  get isJson(): boolean {
    return this.options().json === true;
  }

  /** Writes a remark for the person, apart from the result. */
  note(text: string): void {
    this.surroundings.err.write(`${text}\n`);
  }

  /** Returns the stream for a progress bar, if a person watches. */
  get progress(): NodeJS.WritableStream | undefined {
    return this.surroundings.isTerminal ? this.surroundings.err : undefined;
  }

  /** Returns how to ask the person at the terminal; `undefined` without one. */
  get ask(): Surroundings['ask'] {
    return this.isJson ? undefined : this.surroundings.ask;
  }

  /** Opens an address in a browser; `undefined` without a terminal. */
  get openAddress(): Surroundings['openAddress'] {
    return this.surroundings.openAddress;
  }

  /**
   * Makes the command end with exit code 1 (it ran, and its result is negative), 3 (the gateway was not reached, or does not know the caller),
   * or 4 (a source changed, and the change was not taken).
   */
  fail(code: 1 | 3 | 4 = 1): void {
    this.code = code;
  }

  get exitCode(): 0 | 1 | 3 | 4 {
    return this.code;
  }

  /** Returns the profile that the command acts as, which is chosen once. @throws UsageError */
  private getProfile(): Promise<Acting> {
    return (this.profile ??= this.chooseProfile());
  }

  /**
   * Chooses the profile: `--profile`, then the environment's token, then the environment's profile, then the one in use. An address of the
   * environment alone is that of a visitor.
   */
  private async chooseProfile(): Promise<Acting> {
    const profile = this.findVisited() ?? this.findProfile(await this.openProfiles());
    const { isWebAddress } = await import('@databund/client');
    if (!isWebAddress(profile.url))
      throw new UsageError('PROFILE_INVALID', `${JSON.stringify(profile.url)} is not an address such as http://127.0.0.1:3000`);
    return profile;
  }

  /** Returns the gateway that a visitor names by its address alone. @throws UsageError */
  private findVisited(): Acting | undefined {
    const { token, url, profile } = this.surroundings;
    if (this.options().profile !== undefined || token !== undefined || url === undefined) return undefined;
    if (profile === undefined) return { url };
    throw new UsageError('PROFILE_MISSING', 'DATABUND_URL and DATABUND_PROFILE are set: set DATABUND_TOKEN too, or only one of them');
  }

  private findProfile(profiles: Profiles): Acting {
    const { token, url, profile } = this.surroundings;
    const { profile: named } = this.options();
    if (named === undefined && token !== undefined) return { token, url: url ?? profiles.get(profile).url };
    return profiles.getNamed(named ?? profile);
  }
}

/** A profile, or a gateway that is visited without a token. */
export type Acting = Omit<Profile, 'token'> & Partial<Pick<Profile, 'token'>> & { readonly name?: string };
