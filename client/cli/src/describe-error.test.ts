import { DatabundError } from '@databund/client';
import { describeErrorAsJson, exitCodeOf, explain } from './describe-error';
import { UsageError } from './usage-error';

it.each([
  [1, new DatabundError('LISTING_NOT_FOUND')],
  [1, new DatabundError('REVISION_CONFLICT')],
  [2, new DatabundError('INPUT_INVALID')],
  [2, new UsageError('FILE_MISSING', 'there is no file')],
  [3, new DatabundError('NETWORK_UNAVAILABLE')],
  [3, new DatabundError('TOKEN_INVALID')],
  [3, new DatabundError('IDENTITY_NOT_HELD')],
])('the exit code is %i for %s', (code, error) => {
  expect(exitCodeOf(error)).toBe(code);
});

describe('an error of the exchange', () => {
  const error = new DatabundError('REVISION_CONFLICT', { seen: 1, is: 2 });

  it('explains an error in one line: code, meaning, details, remedy', () => {
    expect(explain(error)).toBe(`REVISION_CONFLICT: ${error.meaning} ({"seen":1,"is":2}) → ${error.remedy}`);
  });

  it('prints an error in JSON as an object with code, details and status', () => {
    expect(describeErrorAsJson(error)).toMatchObject({ error: { code: 'REVISION_CONFLICT', details: { seen: 1, is: 2 }, status: 409 } });
  });
});

it('a usage error has the code USAGE in JSON, and the kind of fault as reason', () => {
  expect(describeErrorAsJson(new UsageError('FILE_MISSING', 'no file'))).toEqual({
    error: { code: 'USAGE', reason: 'FILE_MISSING', meaning: 'no file' },
  });
});
