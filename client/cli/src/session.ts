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
  private code: 0 | 1 | 4 = 0;
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

  /** Returns the SDK as any profile, or as a visitor of a gateway. */
  async connectAs({ url, token }: Acting): Promise<Databund> {
    const { Databund, sendByHttp } = await import('@databund/client');
    return new Databund({ url, fetch: sendByHttp, ...(token !== undefined && { token }) });
  }

  /** Returns the id that a text means: an id or its beginning, a number, a title, or `@last`. @throws UsageError, DatabundError */
  async resolve(text: string, kind?: IdKind): Promise<string> {
    const { resolveReference } = await import('./resolve-reference.js');
    return resolveReference({ connect: () => this.connect(), configFile: this.configFile }, text, kind);
  }

  /** Returns the participant that the profile names. @throws UsageError */
  async getParticipant(): Promise<string | undefined> {
    return (await this.getProfile()).participant;
  }

  /** Returns the file of profiles. */
  async openProfiles(): Promise<Profiles> {
    const { Profiles } = await import('./profiles.js');
    return new Profiles(this.surroundings.config);
  }

  /** Writes the result: one value. */
  async print(value: unknown): Promise<void> {
    const { keepLastId } = await import('./last-id.js');
    keepLastId(this.configFile, value);
    if (this.isJson) this.printText(JSON.stringify(value));
    else {
      const { describe } = await import('./describe-result.js');
      this.printText(describe(value, this.room));
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

  /** Makes the command end with exit code 1 (it ran, and its result is negative), or 4 (a source changed, and the change was not taken). */
  fail(code: 1 | 4 = 1): void {
    this.code = code;
  }

  get exitCode(): 0 | 1 | 4 {
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
    return profiles.get(named ?? profile);
  }
}

/** A profile, or a gateway that is visited without a token. */
type Acting = Omit<Profile, 'token'> & Partial<Pick<Profile, 'token'>>;
