/**
 * Writes the reference pages from the declarations: transactions, forms, lives, errors, events, keys. `--check` writes nothing and
 * fails where a page is not what the declarations say.
 */
const { mkdirSync, readFileSync, writeFileSync, existsSync } = require('node:fs');
const { join } = require('node:path');
const { referencePages } = require('./docs/pages');

const folder = join(__dirname, '..', 'docs', 'reference');

async function main() {
  const pages = await referencePages();
  const isCheck = process.argv.includes('--check');
  const stale = pages.filter(({ name, text }) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), 'utf8') !== text);
  mkdirSync(folder, { recursive: true });
  if (!isCheck) for (const { name, text } of stale) writeFileSync(join(folder, name), text);
  for (const { name } of stale) console.log(`${isCheck ? 'stale' : 'written'}: docs/reference/${name}`);
  if (isCheck && stale.length > 0) process.exitCode = 1;
}

main();
