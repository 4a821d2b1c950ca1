const { checkBounds } = require('./bounds');
const { measure } = require('./figures');
const { drawSample } = require('./sample');

const read = (path, text) => new Map([[path, text]]);
const count = (figure, text, path = 'client/src/x.ts') => measure(read(path, text)).figures[figure];
const inTest = 'client/src/x.test.ts';

/** Joins a word from two halves, so that this file passes its own checks. */
const join = (...halves) => halves.join('');
const quote = String.fromCharCode(0x2019);

describe('measure', () => {
  it.each([
    ['bannedWords', `// Depends ${join('up', 'on')} the clock.`],
    ['bannedWords', `const text = 'the sum is ${join('to', 'ld')} later';`],
    ['bannedWords', `const ${join('to', 'ldPrice')} = 1;`],
    ['bannedWords', `Ask ${join('who', 'ever')} is there.`, 'docs/x.md'],
    ['typographicQuotes', `// The peer${quote}s height.`],
    ['typographicQuotes', `const text = 'Building${'\u2026'}';`],
    ['whereAsCondition', `// Returns nothing, ${join('wh', 'ere')} there is no key.`],
    ['commentsThatRepeat', '/** The open port. */\nexport const openPort = 1;'],
    [
      'commentsThatRepeat',
      "/** Sends it back to the provider. */\nexport const a = declare({ summary: 'Sends it back to its provider.' });",
    ],
    ['commentsWithoutVerbOrName', '/** What a peer knows. */'],
    ['commentsWithoutVerbOrName', '// It is closed\n// twice.'],
    ['commentsTooLong', '// Reads one. Reads two.\n// Reads three.'],
    ['testTitlesWithoutSubject', "it('is refused by the peer', () => {});", inTest],
    ['testTitlesFlagged', "it.each([1])('of %d parts in a row', () => {});", inTest],
    ['testTitlesFlagged', "it('counts tests', () => {});", inTest],
    ['testTitlesFlagged', "it.each([['that is too long'], ['accepts a long name']])('%s', () => {});", inTest],
    ['participleFunctions', 'function seenRecords() {}'],
    ['participleFunctions', 'const waiting = () => 1;'],
    ['functionsWithoutVerb', 'function porridge() {}'],
    ['booleansNotQuestions', 'function holds(x: number): boolean { return x > 1; }'],
    ['gerundFiles', '', 'client/src/reviewing.ts'],
    ['gerundFiles', '', 'client/src/peer-planning.test.ts'],
    ['enumsNotCodes', "type A = 'not met' | 'met';"],
    ['enumsNotCodes', "const form = OneOf('atOnce', 'later');"],
    ['outsideDocuments', `See ${join('CONVENT', 'IONS')}.md.`, 'docs/x.md'],
    ['outsideDocuments', `// Orders bytes (${join('\u00a7', '4.14')}).`],
    ['errorsWithoutCode', "throw new Error('x');"],
    ['errorsWithoutCode', 'class A extends Error {}\nthrow new A();'],
    ['assertions', 'const a = b as string;'],
    ['importCycles', "import './x';"],
  ])('counts one of %s: %s', (...row) => {
    expect(count(...row)).toBe(1);
  });

  it.each([
    ['bannedWords', '// Uses `upon` as a name.'],
    ['typographicQuotes', "const text = '机场\u2019数据';"],
    ['whereAsCondition', '// Returns the folder where the keys are.'],
    ['commentsThatRepeat', '/** The open port, at least 1024. */\nexport const openPort = 1;'],
    ['commentsWithoutVerbOrName', '// Reads what a peer knows.'],
    ['commentsTooLong', '/** Reads one, e.g. a block. Reads two. @throws A if x. B. C. */'],
    ['commentsTooLong', '// Reads one.\nconst a = 1;\n// Reads two. Reads three.'],
    ['testTitlesFlagged', "it('rejects duplicate JSON keys', () => {});", inTest],
    ['testTitlesFlagged', "it.each([['accepts a long name']])('%s', () => {});", inTest],
    ['participleFunctions', 'function needPeer() {}\nfunction listListings() {}\nfunction feedBytes() {}'],
    ['functionsWithoutVerb', 'function readPeer() {}\nfunction isOpen() {}\nfunction toText() {}'],
    ['booleansNotQuestions', 'function isOpen(): boolean { return true; }\nfunction verifyBlock(): boolean { return true; }'],
    ['gerundFiles', '', 'client/src/string.ts'],
    ['enumsNotCodes', "type A = 'NOT_MET' | 'by-order' | 'met';\ntype B = Pick<C, 'mspId' | 'keyHash'>;"],
    ['outsideDocuments', '// Hashes as RFC 6962 \u00a72.1 says.'],
    [
      'errorsWithoutCode',
      'class A extends Error { constructor(readonly code: string) { super(); } }\nclass B extends A {}\nthrow new B();',
    ],
    ['errorsWithoutCode', "throw new Error('x');", inTest],
    ['assertions', "const a = [1] as const;\nimport { x as y } from 'z';"],
  ])('counts none of %s: %s', (...row) => {
    expect(count(...row)).toBe(0);
  });

  it('computes the share of errors with codes and the assertions per thousand lines', () => {
    const coded = 'class A extends Error { readonly code = 1 }';
    const { figures } = measure(read('client/src/x.ts', `${coded}\nthrow new A();\nthrow new Error('x' as string);\n\n`));
    expect(figures).toMatchObject({ namedErrorShare: 0.5, assertionsPerThousandLines: 250, lines: 4, files: 1 });
  });
});

describe('checkBounds', () => {
  const bounds = { most: { assertions: 1 }, least: { namedErrorShare: 0.9 }, allowances: { assertions: 3, namedErrorShare: 0.5 } };
  const check = (assertions, namedErrorShare) =>
    checkBounds({ figures: { assertions, namedErrorShare }, findings: { errorsWithoutCode: [{}], assertions: [{}] } }, bounds);

  it('accepts figures within the bounds', () => {
    expect(check(1, 0.9)).toEqual([]);
  });

  it('warns about figures within the allowances', () => {
    expect(check(3, 0.5)).toMatchObject([{ isWarning: true }, { isWarning: true }]);
  });

  it('fails on figures beyond the allowances and lists the places', () => {
    expect(check(4, 0.4)).toMatchObject([{ isWarning: false }, {}, { isWarning: false }, {}]);
  });
});

describe('drawSample', () => {
  const files = read('client/src/x.ts', Array.from({ length: 50 }, (_, at) => `// Reads ${at}.\n\n`).join(''));

  it('draws the same 20 comments for the same seed', () => {
    expect(drawSample(files, 'a').comments).toHaveLength(20);
    expect(drawSample(files, 'a')).toEqual(drawSample(files, 'a'));
  });

  it('draws other comments for another seed', () => {
    expect(drawSample(files, 'a').comments).not.toEqual(drawSample(files, 'b').comments);
  });
});
