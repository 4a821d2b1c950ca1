const { existsSync, readdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');

/** The bundles in `dist`, which have no source of the same name. */
const bundles = ['databund.js', 'chaincode.js'];

/** Removes the files of a package's `dist` whose source is gone. The compiler leaves them, and a tarball would contain them. */
function removeStale(folder) {
  for (const name of listStale(folder)) rmSync(join(folder, 'dist', name));
}

function listStale(folder) {
  const dist = join(folder, 'dist');
  const built = existsSync(dist) ? readdirSync(dist, { recursive: true }).filter((name) => /\.(js|d\.ts)(\.map)?$/.test(name)) : [];
  return built.filter((name) => !bundles.includes(name) && !existsSync(join(folder, 'src', name.replace(/\.(js|d\.ts)(\.map)?$/, '.ts'))));
}

module.exports = { removeStale };
