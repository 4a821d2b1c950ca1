import { Command } from 'commander';
import { Type, type Static } from '@sinclair/typebox';
import { backUp, restore } from './backup/backup-folder';
import type { GatewayConfig } from './config';
import { readDuration } from './duration';
import { addExamples } from './examples';
import { foundExchange, hashFoundingFile, type FoundOptions } from './found-exchange';
import { GatewayError } from './gateway-error';
import { isValid } from './http/validation';
import { openIssuer, openWallet, startGateway } from './gateway';
import { readNamedFile, readNamedJson } from './named-file';
import { rebuildRows } from './read-model/rebuild-rows';
import { addCodes, addToken, expiry } from './token-commands';

type Print = (text: string) => void;
type Config = () => GatewayConfig;

/** The configuration as commands read it, and as it may be shown. */
export interface ConfigSource {
  readonly read: Config;
  readonly show: () => object;
}

const Enrolments = Type.Array(
  Type.Object({ mspId: Type.String(), participantId: Type.Optional(Type.String()), cert: Type.String(), key: Type.String() }),
);

/** Creates the commands of the gateway: serve, wallet, tokens, codes, and the founding of an exchange. */
export function createCommands({ read: config, show }: ConfigSource, print: Print): Command {
  const program = new Command('databund-gateway').description(
    'Serves the participants of an exchange over HTTP, in front of a Fabric network',
  );
  program
    .command('serve')
    .description('serve until SIGTERM or SIGINT')
    .option('--print-config', 'print the settings in force, without secrets, and stop')
    .action(async ({ printConfig }: { printConfig?: true }) => {
      const read = config(); // Wrong settings are refused, also if they are only shown.
      if (printConfig) print(JSON.stringify(show(), null, 2));
      else await serve(read, print);
    });
  program
    .command('rebuild')
    .description(
      'read all blocks again into the rows from which reads at a height are answered; a running gateway uses them after a restart',
    )
    .action(async () => print(JSON.stringify(await rebuildRows(config()))));
  program
    .command('backup <folder>')
    .description('copy the state of the gateway and the wallet key into a new folder; the gateway may run meanwhile')
    .action(async (folder: string) => print(JSON.stringify(await backUp(config(), folder))));
  program
    .command('restore <folder>')
    .description('copy a backup into a data folder without a gateway, and the wallet key to its place')
    .action(async (folder: string) => print(JSON.stringify(await restore(config(), folder))));
  addWallet(program.command('wallet').description('manage the identities that this gateway holds'), config, print);
  addToken(program.command('token').description('issue tokens to participants'), config, print);
  addCodes(program.command('code').description('make one-time codes, with which participants log in'), config, print);
  addExchange(program.command('exchange').description('agree to a founding document, and found the exchange'), config, print);
  addExamples(program);
  return program;
}

function addExchange(exchange: Command, config: Config, print: Print): void {
  exchange
    .command('hash')
    .description('print the SHA-256 of a founding document, with which each organisation that agrees to it starts its chaincode')
    .requiredOption('--input <file>', 'the input of FoundExchange, JSON')
    .action(({ input }: { input: string }) => print(hashFoundingFile(input)));
  exchange
    .command('found')
    .description('found the exchange as an administrator of its operating organisation')
    .requiredOption('--msp <id>', 'MSP id of the operating organisation')
    .requiredOption('--cert <file>', "the administrator's certificate, PEM")
    .requiredOption('--key <file>', 'its private key, PEM')
    .requiredOption('--input <file>', 'the input of FoundExchange, JSON')
    .action(async (options: FoundOptions) => print(JSON.stringify(await foundExchange(config(), options))));
}

function addWallet(wallet: Command, config: Config, print: Print): void {
  wallet
    .command('import')
    .description('store the identity of a participant, or replace it')
    .requiredOption('--msp <id>', 'MSP id of its organisation')
    .requiredOption('--participant <id>', 'participant id')
    .requiredOption('--cert <file>', 'certificate, PEM')
    .requiredOption('--key <file>', 'private key, PEM')
    .action(({ msp, participant, cert, key }: Record<'msp' | 'participant' | 'cert' | 'key', string>) =>
      importIdentity(config(), { mspId: msp, participantId: participant, cert, key }),
    );
  wallet
    .command('observe')
    .description("store the identity with which this gateway reads an organisation's blocks, or replace it")
    .requiredOption('--msp <id>', 'MSP id of the organisation')
    .requiredOption('--cert <file>', 'certificate with the organisational units client and observer, PEM')
    .requiredOption('--key <file>', 'private key, PEM')
    .action(({ msp, cert, key }: Record<'msp' | 'cert' | 'key', string>) => importIdentity(config(), { mspId: msp, cert, key }));
  wallet
    .command('enrol')
    .description('store several identities and print a token for each')
    .requiredOption(
      '--input <file>',
      'JSON: a list of {mspId, participantId, cert, key}; cert and key are paths of PEM files; without participantId, the observer',
    )
    .option(...expiry)
    .action(({ input, expiresIn }: { input: string; expiresIn: string }) =>
      print(JSON.stringify(enrol(config(), input, readDuration('--expires-in', expiresIn)))),
    );
  wallet
    .command('list')
    .description('print the participants whose identities are held')
    .action(() => print(JSON.stringify(openWallet(config()).list())));
}

type IdentityFiles = Static<typeof Enrolments>[number];

/** Stores the identity of a participant or, without one, the organisation's observer. */
function importIdentity(config: GatewayConfig, { mspId, participantId, cert, key }: IdentityFiles): void {
  const wallet = openWallet(config);
  const identity = { mspId, certificate: readNamedFile('--cert', cert), keyPem: readNamedFile('--key', key) };
  if (participantId === undefined) wallet.putObserver(identity);
  else wallet.put({ ...identity, participantId });
}

/** Returns the tokens by participant. @throws FILE_INVALID */
function enrol(config: GatewayConfig, input: string, expiresInSeconds: number): Readonly<Record<string, string>> {
  const issuer = openIssuer(config);
  const enrolments = readNamedJson('--input', input);
  if (!isValid(Enrolments, enrolments)) {
    const reason = `--input is ${input}, which has another form than expected.`;
    throw new GatewayError('FILE_INVALID', `${reason} See databund-gateway wallet enrol --help.`);
  }
  for (const enrolment of enrolments) importIdentity(config, enrolment);
  const issueToken = ({ mspId, participantId }: IdentityFiles) =>
    participantId === undefined ? [] : [[participantId, issuer.issue({ mspId, participantId }, expiresInSeconds)] as const];
  return Object.fromEntries(enrolments.flatMap(issueToken));
}

async function serve(config: GatewayConfig, print: Print): Promise<void> {
  const gateway = await startGateway(config);
  print(JSON.stringify({ ready: true, url: gateway.url }));
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
  await gateway.close();
}
