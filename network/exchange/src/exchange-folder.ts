import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Topology } from '@databund/devnet';
import { credentialsOf, keepInCast, readCast, type CastMember } from './cast';
import { readExchangeTopology } from './exchange-topology';
import { KeptProfiles } from './kept-profiles';
import { Process } from './process';

/** Where a package of this repository is. */
export const packageOf = (name: string) => dirname(require.resolve(`@databund/${name}/package.json`));
/** The script of the gateway’s commands. */
export const gatewayScript = () => join(packageOf('gateway'), 'dist', 'main.js');
const clientScript = () => join(packageOf('cli'), 'dist', 'main.js');

/** Tokens by participant. */
export type Tokens = Readonly<Record<string, string>>;

/** What an exchange keeps on this machine, its cast with their profiles, and the commands that are run upon it. */
export class ExchangeFolder {
  readonly topology: Topology = readExchangeTopology();
  readonly profiles: KeptProfiles;
  private members: readonly CastMember[];

  constructor(
    readonly path: string,
    readonly network: 'devnet' | 'fabric',
  ) {
    this.members = readCast(path, network);
    this.profiles = new KeptProfiles(join(path, 'profiles.json'));
  }

  /** The participants that begin with the exchange, and those enrolled since. */
  get cast(): readonly CastMember[] {
    return this.members;
  }

  /** The connection profile of the network. */
  get connectionPath(): string {
    return join(this.path, 'connection.json');
  }

  /** The folder of the organisations’ certificates and keys. */
  get organisations(): string {
    return join(this.path, this.network, 'organisations');
  }

  /** Remembers one more member: from now on each start renews its token. */
  keep(member: CastMember): void {
    this.members = keepInCast(this.path, [...this.members, member]);
  }

  /** The gateway takes the identities of members, and gives a token for each. */
  async enrol(members: readonly CastMember[]): Promise<Tokens> {
    const enrolments = await Promise.all(
      members.map(async (member) => ({
        mspId: member.mspId,
        participantId: member.participantId,
        ...(await credentialsOf(member, this.organisations)),
      })),
    );
    const input = join(this.path, 'enrolments.json');
    writeFileSync(input, JSON.stringify(enrolments), { mode: 0o600 });
    return JSON.parse(await this.gateway('wallet', 'enrol', '--input', input)) as Tokens;
  }

  /** Keeps the command-line profiles of members who are served at an address. */
  keepProfiles(members: readonly CastMember[], url: string, tokens: Tokens): void {
    const profiles = members.map(({ name, participantId: participant }) => [name, { url, token: tokens[participant] ?? '', participant }]);
    this.profiles.keep(Object.fromEntries(profiles) as Parameters<KeptProfiles['keep']>[0]);
  }

  /** Runs the command line as a member and answers its JSON. @throws StepFailed */
  async run(as: string, ...words: string[]): Promise<unknown> {
    const out = await Process.run(`databund ${words.slice(0, 2).join(' ')}`, [clientScript(), '--json', '--profile', as, ...words], {
      DATABUND_CONFIG: this.profiles.path,
    });
    return JSON.parse(out);
  }

  /** Asks the gateway as a member; a refusal is an answer. */
  async ask(as: string, path: string): Promise<unknown> {
    const { url, token } = this.profiles.get(as);
    const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    return response.json();
  }

  /** Runs a command of the gateway’s and answers what it wrote. @throws StepFailed */
  gateway(...words: string[]): Promise<string> {
    return Process.run(`gateway ${words.slice(0, 2).join(' ')}`, [gatewayScript(), ...words], this.gatewayEnvironment());
  }

  /** What every process of the gateway’s is told. */
  gatewayEnvironment(): Readonly<Record<string, string>> {
    return { DATABUND_DATA: this.path, DATABUND_LOG_LEVEL: process.env['DATABUND_LOG_LEVEL'] ?? 'warn' };
  }
}
