const { checkExports } = require('./exports');

const namesIn = (text, path = 'client/src/x.ts') => checkExports(new Map([[path, text]])).map(({ message }) => message.split(' ')[0]);

describe('exported symbols', () => {
  it.each([
    ['export function a() {}', ['a']],
    ['/** @throws */\nexport class A {}', ['A']],
    ['// no JSDoc\nexport const a = 1, b = 2;', ['a', 'b']],
    ['export type A = string;\nexport interface B {}\nexport enum C {}', ['A', 'B', 'C']],
    ['const a = 1;\nexport { a as b };', ['a']],
  ])('are reported without a sentence: %j', (text, names) => {
    expect(namesIn(text)).toEqual(names);
  });

  it.each([
    '/** Does a thing. */\nexport function a(): void;\nexport function a(): void {}',
    '/** States of a life. */\nexport const states = [] as const;\nexport type State = (typeof states)[number];',
    "export { a } from './a';\nexport * from './b';",
    'const a = 1;',
  ])('pass with a sentence of their own or of what they are made from: %j', (text) => {
    expect(namesIn(text)).toEqual([]);
  });

  it('need no sentence in tests', () => {
    expect(namesIn('export const a = 1;', 'client/src/x.test.ts')).toEqual([]);
  });

  it('have names: nothing is exported by default', () => {
    expect(checkExports(new Map([['client/src/x.ts', 'export default 1;']]))).toMatchObject([{ rule: 'default-export', line: 1 }]);
  });
});
