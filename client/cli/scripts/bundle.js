/**
 * Bundles the command `databund` into dist/databund.js, which starts several times as fast as the modules. Runs after `tsc --build`,
 * because it stores the table of commands that the built declarations give; `bundle.js FILE` writes there, and its inputs to FILE.json.
 */
const { writeFileSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { bundlePackage } = require('../../../scripts/bundle/bundle-package');

/** Replaces the function that derives the table of commands by the table itself. */
const commandTable = {
  name: 'command-table',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/command-table\.ts$/ }, () => {
      const { describeCommands } = require('../dist/describe-commands.js');
      const json = JSON.stringify(JSON.stringify(describeCommands()));
      return { contents: `export const readCommandTable = () => Promise.resolve(JSON.parse(${json}));`, loader: 'js' };
    });
  },
};

/** The parsers of catalogues, which are loaded when a file needs them: in the bundle they would slow down every command. */
const catalogueParsers = ['n3', 'jsonld-streaming-parser', 'rdfxml-streaming-parser', 'yaml', 'csv-parse'];

async function bundle(file) {
  const metafile = await bundlePackage({
    root: join(__dirname, '..'),
    entry: 'src/main.ts',
    outfile: file ?? 'dist/databund.js',
    // Verification has its own dependencies (Fabric's protocol buffers), and is loaded from its package when it runs.
    external: ['@databund/audit', '@databund/ledger-verifier', ...catalogueParsers],
    plugins: [commandTable],
    mainFields: ['module', 'main'], // The CommonJS build of jsonc-parser hides its imports from bundlers.
  });
  if (file !== undefined) writeFileSync(`${file}.json`, JSON.stringify(metafile));
}

void bundle(process.argv[2] && resolve(process.argv[2]));
