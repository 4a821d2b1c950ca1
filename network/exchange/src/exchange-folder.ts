import { randomUUID } from 'node:crypto';
import { accessSync, constants, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { Profiles, type Profile } from '@databund/cli/profiles';
import { Databund } from '@databund/client';
import { completeCast, readCast, writeCast, type CastMember } from './cast';
import { CredentialStore } from './credentials';
import { readExchangeTopology } from './exchange-topology';
import { withFolderLock } from './folder-lock';
import { scripts } from './packages';
import { parseOutput } from './parse-output';
import { ScriptProcess } from './script-process';
import { readMessage, SetupError } from './setup-error';

/** Tokens by participant id. */
export type Tokens = Readonly<Record<string, string>>;

const TokensForm = Type.Record(Type.String(), Type.String());

/** The data folder of an exchange: its cast, their credentials and profiles, and commands run on it. */
export class ExchangeFolder {
  readonly topology = readExchangeTopology();
  readonly profiles: Profiles;
  readonly credentials: CredentialStore;

  private constructor(
    readonly path: string,
    readonly network: 'devnet' | 'fabric',
  ) {
    this.profiles = new Profiles(join(path, 'profiles.json'));
    this.credentials = new CredentialStore(this.organisations);
  }

  /** Opens a data folder; creates it and its cast if they are new. @throws SetupError FOLDER_NOT_WRITABLE, CAST_MISSING, CAST_UNREADABLE */
  static async open(path: string, network: 'devnet' | 'fabric'): Promise<ExchangeFolder> {
    makeFolder(path);
    await withFolderLock(path, () => completeCast(path, network));
    return new ExchangeFolder(path, network);
  }

  /** The initial participants, and those enrolled since. @throws SetupError CAST_MISSING, CAST_UNREADABLE */
  get cast(): readonly CastMember[] {
    return readCast(this.path);
  }

  /** The connection profile of the network. */
  get connectionPath(): string {
    return join(this.path, 'connection.json');
  }

  /** The folder of the organisations' CAs, certificates and keys. */
  get organisations(): string {
    return join(this.path, this.network, 'organisations');
  }

  /** Adds a member to the cast unless it has one of that name; returns the one in the cast. */
  addMember(member: CastMember): Promise<CastMember> {
    return withFolderLock(this.path, () => {
      const { cast } = this;
      const known = cast.find(({ name }) => name === member.name);
      if (!known) writeCast(this.path, [...cast, member]);
      return known ?? member;
    });
  }

  /** Removes a member from the cast, and its profile. */
  async removeMember({ name, participantId }: CastMember): Promise<void> {
    await withFolderLock(this.path, () => {
      const kept = this.cast.filter((member) => member.participantId !== participantId);
      writeCast(this.path, kept);
      this.profiles.remove(name);
    });
  }

  /**
   * Puts members, and the observers of some organisations, into the gateway's wallet, and issues a token for each member.
   * @throws SetupError KEY_MISSING, KEY_MISMATCH, PROCESS_FAILED
   */
  async issueTokens(members: readonly CastMember[], observed: readonly string[] = []): Promise<Tokens> {
    const observers = await Promise.all(observed.map(async (mspId) => ({ mspId, ...(await this.credentials.provideObserver(mspId)) })));
    const participants = members.map((member) => ({
      mspId: member.mspId,
      participantId: member.participantId,
      ...this.credentials.read(member),
    }));
    const identities = [...observers, ...participants];
    const input = join(this.path, `enrolments.${randomUUID()}.json`);
    writeFileSync(input, JSON.stringify(identities), { mode: 0o600 });
    try {
      return parseOutput('gateway wallet enrol', TokensForm, await this.runGateway('wallet', 'enrol', '--input', input));
    } finally {
      rmSync(input);
    }
  }

  /** Writes the command-line profiles of members; one without a new token keeps its old one. */
  async saveProfiles(members: readonly CastMember[], url: string, tokens: Tokens): Promise<void> {
    await withFolderLock(this.path, () => {
      const entries = members.flatMap(({ name, participantId: participant }) => {
        const token = tokens[participant] ?? this.findProfile(name)?.token;
        return token === undefined ? [] : [[name, { url, token, participant }] as const];
      });
      this.profiles.addAll(Object.fromEntries(entries));
    });
  }

  /** The command-line profile of a name, if there is one. */
  findProfile(name: string): Profile | undefined {
    return this.profiles.has(name) ? this.profiles.get(name) : undefined;
  }

  /** The SDK as a member of the cast. @throws UsageError PROFILE_MISSING */
  connectAs(name: string): Databund {
    const { url, token } = this.profiles.get(name);
    return new Databund({ url, token });
  }

  /** Runs the `databund` command as a member; returns its JSON. @throws SetupError PROCESS_FAILED */
  async runDatabund(name: string, ...words: string[]): Promise<string> {
    const args = [scripts.databund, '--json', '--profile', name, ...words];
    return ScriptProcess.run(`databund ${words.slice(0, 2).join(' ')}`, args, { DATABUND_CONFIG: this.profiles.path });
  }

  /** Runs a command of the gateway; returns its standard output. @throws SetupError PROCESS_FAILED */
  runGateway(...words: string[]): Promise<string> {
    return ScriptProcess.run(`gateway ${words.slice(0, 2).join(' ')}`, [scripts.gateway, ...words], this.makeGatewayEnvironment());
  }

  /** The variables of every gateway process. */
  makeGatewayEnvironment(): Readonly<Record<string, string>> {
    return { DATABUND_DATA: this.path, DATABUND_LOG_LEVEL: process.env['DATABUND_LOG_LEVEL'] ?? 'warn' };
  }
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(path, constants.W_OK);
  } catch (error) {
    const reason = `The data folder ${path} cannot be written (${readMessage(error)}).`;
    throw new SetupError('FOLDER_NOT_WRITABLE', `${reason} Name another folder with --data or DATABUND_DATA.`);
  }
}
