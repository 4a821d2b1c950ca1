import type { Command } from 'commander';
import { transactions } from '@databund/model';
import type { GatewayConfig } from './config';
import { readDuration } from './duration';
import { openIssuer, openProfile, openWallet } from './gateway';
import { GatewayError } from './gateway-error';
import { check } from './http/validation';
import type { TokenSubject } from './identity/token-subject';

type Print = (text: string) => void;
type Config = () => GatewayConfig;

/** The option of commands that issue tokens. */
export const expiry = ['--expires-in <duration>', 'when the token expires: a number with s, m, h or d', '30d'] as const;

interface IssueOptions {
  readonly participant: string;
  readonly msp: string;
  readonly expiresIn: string;
  readonly refresh?: true;
}

/** Adds the commands for tokens: issue, list, revoke. */
export function addToken(token: Command, config: Config, print: Print): void {
  token
    .command('issue')
    .description('print a token for a participant')
    .requiredOption('--participant <id>', 'participant id')
    .requiredOption('--msp <id>', 'MSP id of its organisation')
    .option(...expiry)
    .option('--refresh', 'a token of 15 minutes and a refresh token, which renews it until --expires-in; prints JSON')
    .action(({ participant, msp, expiresIn, refresh }: IssueOptions) => {
      const subject = { participantId: participant, mspId: msp };
      requireKnown(config(), subject);
      const seconds = readDuration('--expires-in', expiresIn);
      const issuer = openIssuer(config());
      print(refresh ? JSON.stringify(issuer.issueRefreshable(subject, seconds)) : issuer.issue(subject, seconds));
    });
  token
    .command('list')
    .description('print the tokens that count: their ids, participants and ends')
    .action(() => print(JSON.stringify(openIssuer(config()).register.list())));
  token
    .command('revoke')
    .description('revoke tokens at once, also at a gateway that runs; prints the ids')
    .option('--id <id>', 'the id of a token, as the list prints it')
    .option('--participant <id>', 'all tokens of a participant, and the codes that were made for it')
    .action(({ id, participant }: { id?: string; participant?: string }) => print(JSON.stringify(revoke(config(), id, participant))));
}

interface CodeOptions {
  readonly participant: string;
  readonly msp?: string;
  readonly expiresIn: string;
}

/** Adds the command for one-time codes. */
export function addCodes(code: Command, config: Config, print: Print): void {
  code
    .command('issue')
    .description('print a code for `databund login`: it counts for 10 minutes, once')
    .requiredOption('--participant <id>', 'participant id')
    .option('--msp <id>', 'MSP id of its organisation; default: the one of the identity that the wallet holds')
    .option('--expires-in <duration>', 'when the session ends: a number with s, m, h or d', '12h')
    .action(({ participant, msp, expiresIn }: CodeOptions) => {
      const mspId = msp ?? findOrganisation(config(), participant);
      const subject = { participantId: participant, mspId };
      requireKnown(config(), subject);
      print(openIssuer(config()).issueCode(subject, readDuration('--expires-in', expiresIn)).code);
    });
}

/** Returns the organisation of a participant whose identity is held. @throws IDENTITY_NOT_HELD */
function findOrganisation(config: GatewayConfig, participantId: string): string {
  const [held, other] = openWallet(config)
    .list()
    .filter((each) => each.participantId === participantId);
  if (held && !other) return held.mspId;
  const reason = held ? `several identities of ${participantId}. Give --msp` : `no identity of ${participantId}`;
  throw new GatewayError('IDENTITY_NOT_HELD', `The wallet holds ${reason}. databund-gateway wallet list shows what it holds.`);
}

/** Returns the ids of the tokens that were revoked. @throws TOKEN_INVALID if no token matches */
function revoke(config: GatewayConfig, id: string | undefined, participantId: string | undefined): readonly string[] {
  const { register, codes } = openIssuer(config);
  if (participantId !== undefined) codes.forgetOf(participantId);
  const meant = register.list().filter((listed) => listed.id === id || listed.participantId === participantId);
  const revoked = meant.filter((listed) => register.revoke(listed.id)).map((listed) => listed.id);
  if (revoked.length > 0) return revoked;
  throw new GatewayError(
    'TOKEN_INVALID',
    'No token that counts is meant. Give --id or --participant as databund-gateway token list prints them.',
  );
}

/** Rejects a subject whose token every call would reject. @throws INPUT_INVALID, ORGANISATION_UNKNOWN, IDENTITY_NOT_HELD */
function requireKnown(config: GatewayConfig, { participantId, mspId }: TokenSubject): void {
  check(transactions.GetParticipant.input, { id: participantId });
  const known = Object.keys(openProfile(config).organisations);
  if (!known.includes(mspId))
    throw new GatewayError(
      'ORGANISATION_UNKNOWN',
      `--msp is ${JSON.stringify(mspId)}; expected an organisation of the network: ${known.join(', ')}.`,
    );
  if (
    openWallet(config)
      .list()
      .some((held) => held.participantId === participantId && held.mspId === mspId)
  )
    return;
  throw new GatewayError(
    'IDENTITY_NOT_HELD',
    `The wallet holds no identity of ${participantId} of ${mspId}. Import it first: databund-gateway wallet import.`,
  );
}
