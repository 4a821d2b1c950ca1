/**
 * Bundles the command `databund` into dist/databund.js, which starts several times as fast as the modules. Runs after `tsc --build`,
 * because it stores the table of commands that the built declarations give; `bundle.js FILE` writes there, and its inputs to FILE.json.
 */
const { readFileSync, writeFileSync } = require('node:fs');
const { dirname, join, resolve } = require('node:path');
const { build } = require('esbuild');

const root = join(__dirname, '..');
/** Verification has its own dependencies (Fabric's protocol buffers), and is loaded from its package when it runs. */
const unbundled = ['@databund/audit', '@databund/ledger-verifier'];

/** Resolves our packages to their sources, so that what a command does not use is left out. */
const sources = {
  name: 'sources',
  setup({ onResolve }) {
    onResolve({ filter: /^@databund\// }, ({ path }) => {
      const name = path.split('/').slice(0, 2).join('/');
      if (unbundled.includes(name)) return { path, external: true };
      const manifest = require.resolve(`${name}/package.json`, { paths: [root] });
      const target = JSON.parse(readFileSync(manifest, 'utf8')).exports[`.${path.slice(name.length)}`];
      const built = typeof target === 'string' ? target : target.default;
      return { path: join(dirname(manifest), built.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts')) };
    });
  },
};

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

async function bundle(file) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['src/main.ts'],
    outfile: file ?? 'dist/databund.js',
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    mainFields: ['module', 'main'], // The CommonJS build of jsonc-parser hides its imports from bundlers.
    minifyWhitespace: true,
    metafile: true,
    logLevel: 'warning',
    plugins: [sources, commandTable],
  });
  if (file !== undefined) writeFileSync(`${file}.json`, JSON.stringify(metafile));
}

void bundle(process.argv[2] && resolve(process.argv[2]));
