const { problem } = require('./problem');

/** Names that tell a reader nothing of what is inside. */
const emptySegment = /(^|[-/])(utils?|helpers?|managers?)(?=[-./]|$)|(^|\/)(common|misc)(?=[./]|$)/;
const kebabCase = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)+$/;

/** Files are named in kebab-case for the one thing they hold. */
function checkNames(files) {
  return [...files.keys()].flatMap((path) => {
    const name = path.slice(path.lastIndexOf('/') + 1);
    const found = [];
    if (emptySegment.test(path)) found.push(problem(path, 1, 'name', 'says nothing of what is inside'));
    if (/\.(ts|js)$/.test(name) && !kebabCase.test(name)) found.push(problem(path, 1, 'name', 'is not kebab-case'));
    return found;
  });
}

module.exports = { checkNames };
