const { problem } = require('./problem');
const { readImports } = require('./imports');

/** Reports each ring of files that import one another, once, at the import that closes it. Imports of types are not in the build. */
function checkImportCycles(files) {
  const importsOf = grouped(readImports(files).filter(({ isType }) => !isType));
  const isDone = new Set();
  const found = [];
  const visit = (path, trail) => {
    if (isDone.has(path)) return;
    for (const { target, line } of importsOf.get(path) ?? []) {
      const start = trail.indexOf(target);
      if (start >= 0) found.push(problem(path, line, 'cycle', [...trail.slice(start), target].join(' → ')));
      else if (target !== undefined) visit(target, [...trail, target]);
    }
    isDone.add(path);
  };
  for (const path of importsOf.keys()) visit(path, [path]);
  return found;
}

function grouped(imports) {
  const groups = new Map();
  for (const one of imports) groups.set(one.from, [...(groups.get(one.from) ?? []), one]);
  return groups;
}

module.exports = { checkImportCycles };
