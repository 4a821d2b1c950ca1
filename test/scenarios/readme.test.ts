import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { HttpExchange } from '../support/http-exchange';
import { publish } from '../support/listings';

jest.setTimeout(120_000);

const root = join(dirname(require.resolve('@databund/test/package.json')), '..');

let http: HttpExchange;
beforeAll(async () => {
  http = await HttpExchange.open();
});
afterAll(() => http.close());

/** The program in the README, as a module. */
function readmeModule(): { readonly requestAccess: (as: { url: string; token: string }) => Promise<unknown> } {
  const [, source] = /```js\n([\s\S]*?)```/.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? [];
  const module = { exports: {} };
  const run = runInThisContext(`(function (module, require) {${source ?? ''}\n})`) as (module: object, require: NodeJS.Require) => void;
  run(module, createRequire(join(root, 'client', 'package.json')));
  return module.exports as ReturnType<typeof readmeModule>;
}

describe('the program in the README', () => {
  it('requests access to a listing', async () => {
    await publish(http.exchange);
    const object = await readmeModule().requestAccess({ url: http.url, token: http.tokens.buyer });
    expect(object).toMatchObject({ state: 'REQUESTED', stances: [{ state: 'PENDING' }, { state: 'PENDING' }] });
  });
});
