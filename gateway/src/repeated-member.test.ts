import { repeatedMember } from './repeated-member';

it.each([
  ['{"id":1,"id":2}', 'id'],
  ['{"a":{"b":1,"c":{},"b":[]}}', 'b'],
  ['[{"a":1},{"a":1,"a":1}]', 'a'],
  ['{"a":1,"\\u0061":2}', 'a'],
  ['{"":1,"":2}', ''],
  ['{"__proto__":1,"__proto__":2}', '__proto__'],
  [' { "数" : [ ] , "数" : { } } ', '数'],
  [`{"a":${'['.repeat(100_000)}${']'.repeat(100_000)},"a":1}`, 'a'],
])('a name that an object has twice is found: case %#', (json, name) => {
  expect(repeatedMember(json)).toBe(name);
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
])('what no object has twice is not: %s', (json) => {
  expect(repeatedMember(json)).toBeUndefined();
});
