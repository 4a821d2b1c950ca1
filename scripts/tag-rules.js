/**
 * Tags the rules of the version in `network/exchange/topology.json`: bundles them for the audit, which judges the ledgers of this
 * version by them for ever, and notes the hash of the chaincode, without which `npm start` serves no tagged version.
 */
const { createHash } = require('node:crypto');
const { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { bundlePackage } = require('./bundle/bundle-package');

const root = join(__dirname, '..');
const audit = join(root, 'client', 'audit');
const folder = join(audit, 'rules');

/** Returns the SHA-256, in hex, of the chaincode as one file. */
function hashChaincode() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'chaincode', 'contract', 'dist', 'chaincode.js')))
    .digest('hex');
}

async function main() {
  const topology = JSON.parse(readFileSync(join(root, 'network', 'exchange', 'topology.json'), 'utf8'));
  const { version } = topology.chaincode;
  const note = join(folder, `${version}.json`);
  const chaincodeSha256 = hashChaincode();
  if (existsSync(note)) return compareTag(version, JSON.parse(readFileSync(note, 'utf8')).chaincodeSha256 === chaincodeSha256);
  mkdirSync(folder, { recursive: true });
  const outfile = join(folder, `${version}.js`);
  await bundlePackage({ root: audit, entry: 'src/replay/current-rules.ts', outfile, external: [] });
  writeFileSync(
    join(folder, `${version}.d.ts`),
    "import type { Rules } from '../src/replay/rules';\n\nexport const currentRules: Rules;\n",
  );
  writeFileSync(note, `${JSON.stringify({ chaincodeSha256 })}\n`);
  writeFileSync(join(audit, 'src', 'replay', 'tagged-rules.ts'), writeTable(listTagged()));
  console.log(`Tagged the rules of version ${version}. Run npm run build, and commit client/audit.`);
}

function compareTag(version, isSame) {
  if (isSame) return console.log(`Version ${version} is tagged with these rules.`);
  console.error(
    `Version ${version} is tagged with other rules. Raise the version in chaincode/model/src/rules-version.ts and topology.json.`,
  );
  process.exitCode = 1;
}

function listTagged() {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
}

function writeTable(versions) {
  const nameOf = (version) => `rules${version.replaceAll(/\W/g, '_')}`;
  return [
    ...versions.map((version) => `import { currentRules as ${nameOf(version)} } from '../../rules/${version}.js';`),
    "import type { Rules } from './rules';",
    '',
    '/** The rules of tagged versions, bundled. `npm run tag-rules` writes this file. */',
    `export const taggedRules: Readonly<Record<string, Rules>> = { ${versions.map((each) => `'${each}': ${nameOf(each)}`).join(', ')} };`,
    '',
  ].join('\n');
}

void main();
