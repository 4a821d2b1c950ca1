import type { Command } from 'commander';

/** An example of each command whose own notes have none, by its words. */
const examples: Readonly<Record<string, string>> = {
  '': 'databund --profile buyer search "air quality"',
  audit: 'databund audit access lst-0hhs --from 2026-01-01',
  'audit access': 'databund audit access lst-0hhs --from 2026-01-01 --to "30 days ago"',
  'audit actor': 'databund audit actor BuyerMSP --from 2026-01-01',
  'audit transaction': 'databund --json audit transaction 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef',
  'audit block': 'databund audit block 42',
  catalogue: 'databund catalogue import data.json --dry-run',
  'catalogue import': 'databund catalogue import data.json --dry-run',
  'catalogue export': 'databund catalogue export --format turtle',
  'catalogue plan': 'databund catalogue plan portal',
  'catalogue sync': 'databund catalogue sync portal',
  'catalogue source': 'databund catalogue source list',
  'catalogue source add': 'databund catalogue source add portal https://data.example/data.json',
  'catalogue source list': 'databund catalogue source list',
  checkpoint: 'databund checkpoint --to checkpoint.txt',
  download: 'databund download dlv-0hhs --to data --acknowledge',
  history: 'databund history trade trd-0hhs',
  inbox: 'databund inbox --noun trade',
  policy: 'databund --json policy read policy.jsonld',
  'policy read': 'databund --json policy read policy.jsonld',
  profile: 'databund profile list',
  'profile add': 'databund profile add buyer --url http://127.0.0.1:3000 --token "$TOKEN"',
  'profile list': 'databund profile list',
  'profile use': 'databund profile use buyer',
  prove: 'databund prove trade trd-0hhs --to trade.evidence',
  report: 'databund report income --year 2026 --csv',
  search: 'databund search "air quality" --theme environment --sort relevance',
  slip: 'databund slip show slip.json',
  'slip make': 'databund slip make --trade trd-0hhsc4wprtns24wgrj1hzm9fd8 --amount-minor 4200 --currency CNY --to slip.json',
  'slip show': 'databund slip show slip.json',
  upload: 'databund upload lst-0hhs readings.csv',
  verify: 'databund verify --connection .databund/connection.json',
  watch: 'databund watch --kind trade',
  webhook: 'databund webhook list',
  'webhook create': 'databund webhook create https://mine.example/hook --kind trade',
  'webhook get': 'databund webhook get WEBHOOK',
  'webhook keys': 'databund webhook keys',
  'webhook list': 'databund webhook list',
  'webhook remove': 'databund webhook remove WEBHOOK',
  'webhook replay': 'databund webhook replay WEBHOOK --after exchange:42',
  whoami: 'databund whoami',
};

/** Adds an example to the help of each command that has one in the table. */
export function addExamples(command: Command, path = ''): void {
  const example = examples[path];
  if (example !== undefined) command.addHelpText('after', `\nExample:\n  ${example}`);
  for (const inner of command.commands) addExamples(inner, `${path} ${inner.name()}`.trim());
}
