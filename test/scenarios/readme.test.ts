import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { compileFunction } from 'node:vm';
import { HttpExchange } from '../support/http-exchange';
import { publish } from '../support/listings';
import { TestError } from '../support/test-error';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const root = join(dirname(require.resolve('@databund/test/package.json')), '..');

let http: HttpExchange;
beforeAll(async () => {
  http = await HttpExchange.open();
});
afterAll(() => http.close());

/** Loads the function `requestAccess` of the program in the README. */
function loadProgram(): (as: { url: string; token: string }) => unknown {
  const [, source] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  const module = { exports: {} };
  const run = compileFunction(source ?? '', ['module', 'require']);
  Reflect.apply(run, undefined, [module, createRequire(join(root, 'client', 'package.json'))]);
  const requestAccess: unknown = Reflect.get(module.exports, 'requestAccess');
  if (typeof requestAccess !== 'function') throw new TestError('UNEXPECTED_ANSWER', 'The README does not export requestAccess.');
  return (as): unknown => Reflect.apply(requestAccess, undefined, [as]);
}

describe('program in the README', () => {
  it('requests access to a listing with the program in the README', async () => {
    await publish(http.exchange);
    const object = await loadProgram()({ url: http.url, token: http.tokens.buyer });
    expect(object).toMatchObject({ state: 'REQUESTED', stances: [{ state: 'PENDING' }, { state: 'PENDING' }] });
  });
});
