const { readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const { build } = require('esbuild');

/**
 * Bundles a package of this repository into one CommonJS file and returns esbuild's metafile. `external` names the packages that stay
 * imports; `options` are further options of esbuild.
 */
async function bundlePackage({ root, entry, outfile, external, plugins = [], ...options }) {
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    format: 'cjs',
    minifyWhitespace: true,
    metafile: true,
    logLevel: 'warning',
    external: external.filter((name) => !name.startsWith('@databund/')),
    plugins: [resolveSources(root, external), ...plugins],
    ...options,
  });
  return metafile;
}

/** Resolves our packages to their sources, so that what a bundle does not use is left out. */
function resolveSources(root, external) {
  const setup = ({ onResolve }) => {
    onResolve({ filter: /^@databund\// }, ({ path }) => {
      const name = path.split('/').slice(0, 2).join('/');
      if (external.includes(name)) return { path, external: true };
      const manifest = require.resolve(`${name}/package.json`, { paths: [root] });
      const target = JSON.parse(readFileSync(manifest, 'utf8')).exports[`.${path.slice(name.length)}`];
      const built = typeof target === 'string' ? target : target.default;
      return { path: join(dirname(manifest), built.replace(/^\.\/dist\//, 'src/').replace(/\.js$/, '.ts')) };
    });
  };
  return { name: 'sources', setup };
}

module.exports = { bundlePackage };
