import type { Command } from 'commander';

/** An example of each command of the gateway, by its words. */
const examples: Readonly<Record<string, string>> = {
  '': 'databund-gateway serve',
  serve: 'databund-gateway serve --print-config',
  rebuild: 'databund-gateway rebuild',
  backup: 'databund-gateway backup /backup/2026-11-30',
  restore: 'DATABUND_DATA=/var/lib/databund databund-gateway restore /backup/2026-11-30',
  wallet: 'databund-gateway wallet list',
  'wallet import': 'databund-gateway wallet import --msp BuyerMSP --participant ptc-... --cert cert.pem --key key.pem',
  'wallet observe': 'databund-gateway wallet observe --msp BuyerMSP --cert observer-cert.pem --key observer-key.pem',
  'wallet enrol': 'databund-gateway wallet enrol --input identities.json',
  'wallet list': 'databund-gateway wallet list',
  token: 'databund-gateway token list',
  'token issue': 'databund-gateway token issue --participant ptc-... --msp BuyerMSP --refresh --expires-in 8h',
  'token list': 'databund-gateway token list',
  'token revoke': 'databund-gateway token revoke --participant ptc-...',
  code: 'databund-gateway code issue --participant ptc-...',
  'code issue': 'databund-gateway code issue --participant ptc-... --expires-in 8h',
  exchange: 'databund-gateway exchange hash --input founding.json',
  'exchange hash': 'databund-gateway exchange hash --input founding.json',
  'exchange found': 'databund-gateway exchange found --msp ExchangeMSP --cert admin.pem --key admin-key.pem --input founding.json',
};

/** Adds an example to the help of each command. */
export function addExamples(command: Command, path = ''): void {
  const example = examples[path];
  if (example !== undefined) command.addHelpText('after', `\nExample:\n  ${example}`);
  for (const inner of command.commands) addExamples(inner, `${path} ${inner.name()}`.trim());
}
