import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { transactions } from '@databund/model';
import type { GatewayConfig } from '../config';
import { check } from '../http/validation';
import { openIssuer, openWallet, startGateway } from '../gateway';
import { readConnectionProfile, type ConnectionProfile } from '../ledger/connection-profile';
import { FabricLedger } from '../ledger/fabric-ledger';

type Out = (text: string) => void;

const untilWhen = 'how long until it ends: a number with s, m, h or d';

/** The gateway’s commands: serving, its wallet, its tokens, and the founding of an exchange. */
export function createCommands(config: () => GatewayConfig, out: Out): Command {
  const program = new Command('databund-gateway').description('Fronts a Fabric network for the participants of an exchange');
  program
    .command('serve')
    .description('serves until it is ended')
    .action(() => serve(config(), out));
  addWallet(program.command('wallet').description('the identities that this gateway holds'), config, out);
  program
    .command('token')
    .description('the tokens of participants')
    .command('issue')
    .requiredOption('--participant <id>')
    .requiredOption('--msp <id>')
    .option('--expires-in <time>', untilWhen, '30d')
    .action(({ participant, msp, expiresIn }: { participant: string; msp: string; expiresIn: string }) => {
      const { data } = config();
      checkNames({ participantId: participant, mspId: msp }, readConnectionProfile(join(data, 'connection.json')));
      out(openIssuer(config()).issue({ participantId: participant, mspId: msp }, secondsOf(expiresIn)));
    });
  program
    .command('exchange')
    .description('the exchange itself')
    .command('found')
    .description('begins the exchange, as an administrator of its operating organisation')
    .requiredOption('--msp <id>')
    .requiredOption('--cert <file>')
    .requiredOption('--key <file>')
    .requiredOption('--input <file>', 'JSON: what FoundExchange is given')
    .action((options: FoundOptions) => found(config(), options, out));
  return program;
}

async function serve(config: GatewayConfig, out: Out): Promise<void> {
  const gateway = await startGateway(config);
  out(JSON.stringify({ ready: true, url: gateway.url }));
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  await gateway.close();
}

function addWallet(wallet: Command, config: () => GatewayConfig, out: Out): void {
  wallet
    .command('import')
    .requiredOption('--msp <id>')
    .requiredOption('--participant <id>')
    .requiredOption('--cert <file>')
    .requiredOption('--key <file>')
    .action(({ msp, participant, cert, key }: Record<'msp' | 'participant' | 'cert' | 'key', string>) => {
      openWallet(config()).put({
        mspId: msp,
        participantId: participant,
        certificate: readFileSync(cert, 'utf8'),
        keyPem: readFileSync(key, 'utf8'),
      });
    });
  wallet
    .command('enrol')
    .description('takes several identities and prints a token for each')
    .requiredOption('--input <file>', 'JSON: a list of {mspId, participantId, cert, key}, the last two being files')
    .option('--expires-in <time>', untilWhen, '30d')
    .action(({ input, expiresIn }: { input: string; expiresIn: string }) =>
      out(JSON.stringify(enrol(config(), input, secondsOf(expiresIn)))),
    );
  wallet.command('list').action(() => out(JSON.stringify(openWallet(config()).list())));
}

interface Enrolment {
  readonly mspId: string;
  readonly participantId: string;
  readonly cert: string;
  readonly key: string;
}

/** Tokens by participant. */
function enrol(config: GatewayConfig, input: string, expiresInSeconds: number): Readonly<Record<string, string>> {
  const wallet = openWallet(config);
  const issuer = openIssuer(config);
  const enrolments = JSON.parse(readFileSync(input, 'utf8')) as readonly Enrolment[];
  for (const { mspId, participantId, cert, key } of enrolments) {
    wallet.put({ mspId, participantId, certificate: readFileSync(cert, 'utf8'), keyPem: readFileSync(key, 'utf8') });
  }
  return Object.fromEntries(
    enrolments.map(({ mspId, participantId }) => [participantId, issuer.issue({ mspId, participantId }, expiresInSeconds)]),
  );
}

interface FoundOptions {
  readonly msp: string;
  readonly cert: string;
  readonly key: string;
  readonly input: string;
}

async function found({ data }: GatewayConfig, { msp, cert, key, input }: FoundOptions, out: Out): Promise<void> {
  const ledger = new FabricLedger(readConnectionProfile(join(data, 'connection.json')), [msp]);
  try {
    const as = { mspId: msp, participantId: 'admin', certificate: readFileSync(cert, 'utf8'), key: createPrivateKey(readFileSync(key)) };
    const command = JSON.parse(readFileSync(input, 'utf8')) as object;
    check(transactions.FoundExchange.input, command);
    out(JSON.stringify(await ledger.submit({ transaction: transactions.FoundExchange, command, as })));
  } finally {
    ledger.close();
  }
}

/** A token for nobody would be refused by all. @throws ExchangeError, or Error where the network has no such organisation */
function checkNames(
  { participantId, mspId }: { readonly participantId: string; readonly mspId: string },
  { organisations }: ConnectionProfile,
): void {
  check(transactions.GetParticipant.input, { id: participantId });
  if (!Object.hasOwn(organisations, mspId))
    throw new Error(`--msp is “${mspId}”: the network has ${Object.keys(organisations).join(', ')}`);
}

function secondsOf(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  if (count === undefined) throw new Error('--expires-in takes a number with s, m, h or d');
  const seconds = { s: 1, m: 60, h: 3_600, d: 86_400 }[unit as 's' | 'm' | 'h' | 'd'];
  return Number(count) * seconds;
}
