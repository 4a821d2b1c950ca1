import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Value } from '@sinclair/typebox/value';
import { Command } from 'commander';
import { roles as roleNames } from '@databund/model';
import { writeCommand } from './announcement';
import { RoleName, type CastMember } from './cast';
import { enrolParticipant, type EnrolmentRequest } from './enrolment';
import { ExchangeFolder } from './exchange-folder';
import { printLine, runIfMain } from './run-command';
import { SetupError } from './setup-error';

interface Flags {
  readonly name: string;
  readonly msp: string;
  readonly roles: string;
  readonly title?: string;
  readonly data: string;
  readonly fabric?: boolean;
}

/** The command `enrol`: adds a participant to an exchange that `start` serves, or finishes an interrupted enrolment. */
export function makeEnrolCommand(): Command {
  return new Command('enrol')
    .description('enrol a participant in the exchange that `start` serves; run it again to finish an interrupted enrolment')
    .requiredOption('--name <name>', 'name of its command-line profile')
    .requiredOption('--msp <id>', 'MSP id of its organisation, such as BuyerMSP')
    .requiredOption('--roles <roles>', `comma-separated roles: ${roleNames.join(', ')}`)
    .option('--title <text>', 'name shown to others, in English (default: the value of --name)')
    .option('--data <folder>', 'data folder of the exchange', process.env['DATABUND_DATA'] ?? '.databund')
    .option('--fabric', 'the exchange was started with `npm run start:fabric`')
    .addHelpText('after', '\nExample:\n  npm run enrol -- --name broker --msp BuyerMSP --roles buyer --title "Second buyer"')
    .action(enrol);
}

async function enrol(flags: Flags): Promise<void> {
  const folder = await openFolder(flags);
  const request = readRequest(flags, folder);
  const url = await findServedUrl(folder);
  printLine(`Enrolling ${request.name} of ${request.mspId}:`);
  let steps = 0;
  const member = await enrolParticipant(folder, url, request, (text) => {
    steps += 1;
    printLine(`- ${text}`);
  });
  if (steps === 0) printLine('- nothing was missing');
  announceMember(folder, member);
}

/** @throws SetupError NOT_STARTED */
async function openFolder({ data, fabric }: Flags): Promise<ExchangeFolder> {
  const path = resolve(data);
  const network = fabric === true ? 'fabric' : 'devnet';
  if (existsSync(join(path, network))) return ExchangeFolder.open(path, network);
  throw new SetupError(
    'NOT_STARTED',
    `${path} has no exchange on ${network}. Run \`npm start\` first, or name another folder with --data.`,
  );
}

/** @throws SetupError NAME_INVALID, ORGANISATION_UNKNOWN, ROLE_UNKNOWN */
function readRequest({ name, msp, roles, title }: Flags, { topology }: ExchangeFolder): EnrolmentRequest {
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(name))
    throw new SetupError('NAME_INVALID', `--name is "${name}": expected at most 32 lower-case letters, digits and hyphens.`);
  const organisations = topology.organisations.map(({ mspId }) => mspId);
  if (!organisations.includes(msp))
    throw new SetupError('ORGANISATION_UNKNOWN', `--msp is "${msp}": expected one of ${organisations.join(', ')}.`);
  return { name, mspId: msp, roles: roles.split(',').map(readRole), title };
}

function readRole(text: string): CastMember['roles'][number] {
  const role = text.trim();
  if (Value.Check(RoleName, role)) return role;
  throw new SetupError('ROLE_UNKNOWN', `--roles has "${role}": expected some of ${roleNames.join(', ')}, separated by commas.`);
}

/** Returns the address of the gateway. @throws SetupError NOT_SERVING */
async function findServedUrl({ profiles }: ExchangeFolder): Promise<string> {
  const { url } = profiles.get('operator');
  await fetch(`${url}/v1/health`).catch(() => {
    throw new SetupError(
      'NOT_SERVING',
      `No gateway answers at ${url}. Run \`npm start\` in another terminal, then run this command again.`,
    );
  });
  return url;
}

function announceMember({ profiles }: ExchangeFolder, { name, participantId }: CastMember): void {
  const databund = writeCommand(profiles.path);
  printLine(`${name} is ${participantId}, ACTIVE. Its profile has a token for 30 days, which each start renews.`);
  printLine('  Try:');
  printLine(`    ${databund} --profile ${name} participant get ${participantId}`);
  printLine(`    ${databund} open --as ${name}`);
}

runIfMain(module, makeEnrolCommand);
