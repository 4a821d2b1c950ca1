const { checkExports } = require('./exports');

const listNames = (text, path = 'client/src/x.ts') => checkExports(new Map([[path, text]])).map(({ message }) => message.split(' ')[0]);

describe('checkExports', () => {
  it.each([
    ['export function a() {}', ['a']],
    ['/** @throws */\nexport class A {}', ['A']],
    ['// no JSDoc\nexport const a = 1, b = 2;', ['a', 'b']],
    ['export type A = string;\nexport interface B {}\nexport enum C {}', ['A', 'B', 'C']],
    ['const a = 1;\nexport { a as b };', ['a']],
  ])('reports an export without a sentence: %j', (text, names) => {
    expect(listNames(text)).toEqual(names);
  });

  it.each([
    '/** Does a thing. */\nexport function a(): void;\nexport function a(): void {}',
    '/** States of a life. */\nexport const states = [] as const;\nexport type State = (typeof states)[number];',
    "export { a } from './a';\nexport * from './b';",
    'const a = 1;',
    "export const a = declare({ name: 'A', summary: 'Does a thing.' });",
  ])('accepts an export with a sentence of its own or of its constant: %j', (text) => {
    expect(listNames(text)).toEqual([]);
  });

  it('accepts exports of test files without a sentence', () => {
    expect(listNames('export const a = 1;', 'client/src/x.test.ts')).toEqual([]);
  });

  it('reports a default export', () => {
    expect(checkExports(new Map([['client/src/x.ts', 'export default 1;']]))).toMatchObject([{ rule: 'default-export', line: 1 }]);
  });
});
