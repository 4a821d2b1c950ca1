const { checkNames } = require('./names');
const { checkSizes } = require('./sizes');

describe('checkSizes and checkNames', () => {
  it.each([
    [250, []],
    [251, [true]],
    [400, [true]],
    [401, [false]],
  ])('warns or fails on a file of %i lines: %j', (lines, warnings) => {
    expect(checkSizes(new Map([['a/x.ts', 'x\n'.repeat(lines)]])).map(({ isWarning }) => isWarning)).toEqual(warnings);
  });

  it.each(['a/utils.ts', 'a/helpers/x.ts', 'a/date-utils.ts', 'a/common/x.ts', 'misc.ts', 'a/wallet-manager.test.ts', 'a/Listing.ts'])(
    'rejects the file name %s',
    (path) => {
      expect(checkNames(new Map([[path, '']]))).toHaveLength(1);
    },
  );

  it.each(['a/listing.ts', 'a/common-name.ts', 'a/key-policy.test.ts', 'README.md', '.ci/run'])('accepts the file name %s', (path) => {
    expect(checkNames(new Map([[path, '']]))).toEqual([]);
  });
});
