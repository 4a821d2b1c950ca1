const { getLineAt, createProblem } = require('./problem');

/** Each pattern is written so that it does not match its own source. */
const outside =
  /\bCONVENTION[S]\b|\bDESIG[N] §|\bFABRIC-PROTOCO[L]|\bNATIVE-FABRI[C]|\bEXCHANGE-RULE[S]|\bFAULT[S] \d|(?<!\b(?:RFC|ISO|ODRL|GB\/T)\b.*)§[ ]?\d/g;

/** Reports references to documents that are not in the repository; a paragraph of a public standard may be named. */
function checkOutsideDocuments(files) {
  return [...files].flatMap(([path, text]) =>
    path.endsWith('package-lock.json')
      ? []
      : [...text.matchAll(outside)].map((found) =>
          createProblem(
            path,
            getLineAt(text, found.index),
            'outside-document',
            `"${found[0]}" refers to a document outside the repository`,
          ),
        ),
  );
}

module.exports = { checkOutsideDocuments };
