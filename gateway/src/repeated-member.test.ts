import { findRepeatedMember } from './repeated-member';

describe('findRepeatedMember', () => {
  it.each([
    ['{"id":1,"id":2}', 'id'],
    ['{"a":{"b":1,"c":{},"b":[]}}', 'b'],
    ['[{"a":1},{"a":1,"a":1}]', 'a'],
    ['{"a":1,"\\u0061":2}', 'a'],
    ['{"":1,"":2}', ''],
    ['{"__proto__":1,"__proto__":2}', '__proto__'],
    [' { "数" : [ ] , "数" : { } } ', '数'],
    [`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"a":1}`, 'a'],
  ])('finds the repeated name in case %#', (json, name) => {
    expect(findRepeatedMember(json)).toBe(name);
  });

  it.each([
    '{}',
    '[]',
    '"a"',
    '{"a":"a","b":"a"}',
    '{"a":{"a":{"a":1}},"b":{"a":1}}',
    '[{"a":1},{"a":1}]',
    '{"a":["a","a"],"b":"{\\"a\\":1,\\"a\\":2}"}',
    '{"é":1,"e\u0301":2}',
  ])('finds nothing in %s', (json) => {
    expect(findRepeatedMember(json)).toBeUndefined();
  });
});
