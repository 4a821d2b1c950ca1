import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { newMember, type CastMember } from './cast';
import { ExchangeFolder } from './exchange-folder';
import { admit, register } from './founding';

interface Flags {
  readonly name: string;
  readonly msp: string;
  readonly roles: string;
  readonly title?: string;
  readonly data: string;
  readonly fabric?: boolean;
}

const say = (text: string) => process.stdout.write(`${text}\n`);

/** Enrols one more participant while `npm start` serves: certificate, wallet, token, profile, application and admission. */
async function main(): Promise<void> {
  const flags = new Command('enrol')
    .description('enrols one more participant of the exchange that `npm start` serves')
    .requiredOption('--name <name>', 'what its command-line profile is called')
    .requiredOption('--msp <id>', 'its organisation')
    .requiredOption('--roles <roles>', 'what it is to be, with commas between: buyer, provider, arbiter, assessor …')
    .option('--title <text>', 'what others call it, in English; its name where not given')
    .option('--data <folder>', 'where the exchange is kept', process.env['DATABUND_DATA'] ?? '.databund')
    .option('--fabric', 'of `npm run start:fabric`')
    .parse()
    .opts<Flags>();
  const folder = openFolder(flags);
  const member = memberOf(flags, folder);
  const url = await addressOf(folder);
  say(`· enrolling ${member.name} under ${member.mspId}`);
  const tokens = await folder.enrol([member]);
  folder.keepProfiles([member], url, tokens);
  await register(folder, member).catch((error: unknown) => {
    folder.profiles.remove(member.name);
    throw error;
  });
  folder.keep(member);
  say('· admitting it, as the operator');
  await admit(folder, member);
  announce(folder, member);
}

/** @throws Error where nothing was started in it */
function openFolder({ data, fabric }: Flags): ExchangeFolder {
  const path = resolve(data);
  const network = fabric === true ? 'fabric' : 'devnet';
  if (!existsSync(resolve(path, network)))
    throw new Error(`${path} has no ${network}: \`npm start\` first, or name another folder with --data`);
  return new ExchangeFolder(path, network);
}

/** @throws Error where the name is none or somebody’s, or the organisation nobody’s */
function memberOf({ name, msp, roles, title = name }: Flags, { profiles, topology }: ExchangeFolder): CastMember {
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name)) throw new Error(`--name is “${name}”: small letters, digits and hyphens, at most 32`);
  if (profiles.has(name)) throw new Error(`${profiles.path} has a profile ${name} already`);
  const organisations = topology.organisations.map(({ mspId }) => mspId);
  if (!organisations.includes(msp)) throw new Error(`--msp is “${msp}”: the network has ${organisations.join(', ')}`);
  return newMember({ name, mspId: msp, roles: roles.split(',').map((role) => role.trim()), title: { en: title } });
}

/** Where the exchange is served. @throws Error where it is not */
async function addressOf({ profiles }: ExchangeFolder): Promise<string> {
  const { url } = profiles.get('operator');
  await fetch(`${url}/v1/health`).catch(() => {
    throw new Error(`nothing answers at ${url}: \`npm start\` serves the exchange`);
  });
  return url;
}

function announce({ profiles }: ExchangeFolder, { name, participantId }: CastMember): void {
  say(`${name} is ${participantId}, ACTIVE. Its token, for 30 days and renewed by each start:`);
  say(`  ${profiles.get(name).token}`);
  say('  Try:');
  say(`    DATABUND_CONFIG=${profiles.path} npx databund --profile ${name} participant get ${participantId}`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
