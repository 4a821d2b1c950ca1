const { join } = require('node:path').posix;
const { createProblem, getLineAt } = require('./problem');

const path = 'package-lock.json';
const kinds = ['dependencies', 'devDependencies', 'optionalDependencies'];

/** Reports faults of the lockfile: `npm ci` would fail, or install what nobody compared. */
function checkLockfile(files) {
  const text = files.get(path) ?? '{"packages":{}}';
  const { packages } = JSON.parse(text);
  return [...findMissing(text, packages), ...findUnhashed(text, packages), ...findOutdated(text, packages, files)];
}

/** Finds optional packages that are missing. npm omits those of other platforms if it writes the file from an installed tree. */
function findMissing(text, packages) {
  return Object.entries(packages).flatMap(([name, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((wanted) => packages[`${name}/node_modules/${wanted}`] === undefined && packages[`node_modules/${wanted}`] === undefined)
      .map((wanted) =>
        createProblem(path, getLineAt(text, text.indexOf(`"${name}": {`)), 'lockfile', `${wanted}, required by ${name}, is missing`),
      ),
  );
}

/** Finds packages of the registry without the hash of their content. */
function findUnhashed(text, packages) {
  return Object.entries(packages)
    .filter(([name, { link, integrity }]) => name.includes('node_modules/') && !link && !/^sha512-/.test(integrity ?? ''))
    .map(([name]) => createProblem(path, getLineAt(text, text.indexOf(`"${name}": {`)), 'lockfile', `${name} has no SHA-512`));
}

/** Finds packages of ours whose package.json declares other versions than the lockfile was made for. */
function findOutdated(text, packages, files) {
  const ours = Object.entries(packages).filter(([name]) => !name.includes('node_modules/') && files.has(join(name, 'package.json')));
  return ours.flatMap(([name, locked]) => {
    const file = join(name, 'package.json');
    const declared = JSON.parse(files.get(file));
    const differing = kinds.filter((kind) => JSON.stringify(sort(declared[kind])) !== JSON.stringify(sort(locked[kind])));
    return differing.map((kind) => createProblem(file, 1, 'lockfile', `${kind} differ from ${path}: run npm install`));
  });
}

function sort(members = {}) {
  return Object.entries(members).sort(([one], [other]) => (one < other ? -1 : 1));
}

module.exports = { checkLockfile };
