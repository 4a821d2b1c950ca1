/**
 * Writes the reference pages from the declarations: transactions, forms, state machines, who acts next, errors, events and keys. `--check` only fails if
 * a page is out of date.
 */
const { mkdirSync, readFileSync, writeFileSync, existsSync } = require('node:fs');
const { join } = require('node:path');
const { buildPages } = require('./docs/pages');

const folder = join(__dirname, '..', 'docs', 'reference');

async function main() {
  const pages = await buildPages();
  const isCheck = process.argv.includes('--check');
  const stale = pages.filter(({ name, text }) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), 'utf8') !== text);
  mkdirSync(folder, { recursive: true });
  if (!isCheck) for (const { name, text } of stale) writeFileSync(join(folder, name), text);
  for (const { name } of stale) console.log(`${isCheck ? 'out of date' : 'written'}: docs/reference/${name}`);
  if (isCheck && stale.length > 0) process.exitCode = 1;
}

main();
