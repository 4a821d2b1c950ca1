const { checkNames } = require('./names');
const { checkSizes } = require('./sizes');

describe('files', () => {
  it.each([
    [250, []],
    [251, [true]],
    [400, [true]],
    [401, [false]],
  ])('of %i lines get: warnings %j', (lines, warnings) => {
    expect(checkSizes(new Map([['a/x.ts', 'x\n'.repeat(lines)]])).map(({ isWarning }) => isWarning)).toEqual(warnings);
  });

  it.each(['a/utils.ts', 'a/helpers/x.ts', 'a/date-utils.ts', 'a/common/x.ts', 'misc.ts', 'a/wallet-manager.test.ts', 'a/Listing.ts'])(
    'may not be named %s',
    (path) => {
      expect(checkNames(new Map([[path, '']]))).toHaveLength(1);
    },
  );

  it.each(['a/listing.ts', 'a/common-name.ts', 'a/key-policy.test.ts', 'README.md', '.ci/run'])('may be named %s', (path) => {
    expect(checkNames(new Map([[path, '']]))).toEqual([]);
  });
});
