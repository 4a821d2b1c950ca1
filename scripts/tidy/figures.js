const { checkAssertions } = require('./assertions');
const { checkCommentLength, checkCommentOpeners, checkRepetition } = require('./comment-style');
const { readComments } = require('./comments');
const { checkEnums } = require('./enums');
const { checkGerunds } = require('./file-names');
const { checkBooleanNames, checkParticiples, checkVerbs } = require('./function-names');
const { checkImportCycles } = require('./import-cycles');
const { checkOutsideDocuments } = require('./outside-documents');
const { checkAscii, checkBannedWords, checkWhere } = require('./plain-words');
const { isCode, isShipped } = require('./syntax');
const { checkSubjects, checkTestTitles, readTestTitles } = require('./test-titles');
const { checkThrownErrors, readThrownErrors } = require('./thrown-errors');

/** The checks that are counted: each figure and the check whose findings it counts. */
const counted = {
  importCycles: checkImportCycles,
  bannedWords: checkBannedWords,
  typographicQuotes: checkAscii,
  whereAsCondition: checkWhere,
  commentsThatRepeat: checkRepetition,
  commentsWithoutVerbOrName: checkCommentOpeners,
  commentsTooLong: checkCommentLength,
  testTitlesFlagged: checkTestTitles,
  testTitlesWithoutSubject: checkSubjects,
  participleFunctions: checkParticiples,
  functionsWithoutVerb: checkVerbs,
  booleansNotQuestions: checkBooleanNames,
  gerundFiles: checkGerunds,
  enumsNotCodes: checkEnums,
  outsideDocuments: checkOutsideDocuments,
  errorsWithoutCode: checkThrownErrors,
  assertions: checkAssertions,
};

/** Measures the figures of the house rules; `findings` has, by figure, the places that it counts. */
function measure(files) {
  const findings = Object.fromEntries(Object.entries(counted).map(([figure, check]) => [figure, check(files)]));
  const counts = Object.fromEntries(Object.entries(findings).map(([figure, found]) => [figure, found.length]));
  const countLines = (isWanted) =>
    [...files].filter(([path]) => isWanted(path)).reduce((sum, [, text]) => sum + text.split('\n').length - 1, 0);
  const thrown = readThrownErrors(files).length;
  const figures = {
    ...counts,
    comments: readComments(files).length,
    testTitles: readTestTitles(files).length,
    errorsThrown: thrown,
    namedErrorShare: round(thrown === 0 ? 1 : 1 - counts.errorsWithoutCode / thrown),
    assertionsPerThousandLines: round((1000 * counts.assertions) / Math.max(1, countLines(isShipped))),
    files: [...files.keys()].filter(isCode).length,
    lines: countLines(isCode),
  };
  return { figures, findings };
}

const round = (number) => Math.round(number * 1000) / 1000;

module.exports = { measure };
