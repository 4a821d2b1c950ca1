const { createProblem } = require('./problem');

/** Matches names that do not describe their contents. */
const emptySegment = /(^|[-/])(utils?|helpers?|managers?)(?=[-./]|$)|(^|\/)(common|misc)(?=[./]|$)/;
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/;

/** Reports files that are not in kebab-case or whose name does not describe their contents. */
function checkNames(files) {
  return [...files.keys()].flatMap((path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const found = [];
    if (emptySegment.test(path)) found.push(createProblem(path, 1, 'name', 'does not describe the contents'));
    if (/\.(ts|js)$/.test(name) && !kebabCase.test(name)) found.push(createProblem(path, 1, 'name', 'is not kebab-case'));
    return found;
  });
}

module.exports = { checkNames };
