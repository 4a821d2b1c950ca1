const { createProblem } = require('./problem');
const { isParticiple } = require('./function-names');
const { isCode } = require('./syntax');

/** Reports code files that are named by a gerund, such as `reviewing.ts`. */
function checkGerunds(files) {
  return [...files.keys()].filter(isCode).flatMap((path) => {
    const [stem] = path.slice(path.lastIndexOf('/') + 1).split('.');
    const gerund = stem.split('-').find((word) => word.endsWith('ing') && isParticiple(word));
    return gerund === undefined ? [] : [createProblem(path, 1, 'file-name', `"${gerund}" is a gerund: use a noun or verb-noun`)];
  });
}

module.exports = { checkGerunds };
