const { createProblem } = require('./problem');
const { readImports } = require('./imports');

/** Reports each group of files that import one another in a circle, once, at its first file; imports of types count too. */
function checkImportCycles(files) {
  const imports = readImports(files).filter(({ target }) => files.has(target));
  const edges = new Map();
  for (const one of imports) edges.set(one.from, [...(edges.get(one.from) ?? []), one]);
  return findGroups(edges)
    .map((group) => [...group].sort())
    .map((group) => {
      const [first, ...others] = group;
      const { line } = edges.get(first).find(({ target }) => group.includes(target));
      return createProblem(first, line, 'cycle', others.length === 0 ? 'imports itself' : `imports in a circle with ${others.join(', ')}`);
    });
}

/** Returns the strongly connected groups by Tarjan's algorithm: files that each lead to all others of their group. */
function findGroups(edges) {
  const order = new Map();
  const low = new Map();
  const stack = [];
  const groups = [];
  const visit = (path) => {
    order.set(path, order.size);
    low.set(path, order.get(path));
    stack.push(path);
    for (const { target } of edges.get(path) ?? []) {
      if (!order.has(target)) visit(target);
      if (stack.includes(target)) low.set(path, Math.min(low.get(path), low.get(target)));
    }
    if (low.get(path) === order.get(path)) groups.push(stack.splice(stack.indexOf(path)));
  };
  for (const path of edges.keys()) if (!order.has(path)) visit(path);
  return groups.filter(([path, ...others]) => others.length > 0 || (edges.get(path) ?? []).some(({ target }) => target === path));
}

module.exports = { checkImportCycles };
