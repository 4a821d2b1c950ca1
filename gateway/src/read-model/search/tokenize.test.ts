import { listTokens } from './tokenize';
import { isOneMistake, listDeletes } from './one-mistake';

it.each([
  ['Air quality, 2020', ['air', 'quality', '2020']],
  ['北京市2020年', ['北京', '京市', '市', '2020', '年']],
  ['データ', ['データ'.slice(0, 2), 'データ'.slice(1), 'タ']],
  ['데이터 목록', ['데이', '이터', '터', '목록', '록']],
  ['ข้อมูล', ['ข้', '้อ', 'อม', 'มู', 'ูล', 'ล']],
  ['北', ['北']],
])('finds the tokens of %s', (text, tokens) => {
  expect(listTokens(text)).toEqual(tokens);
});

it.each([
  ['quality', 'qualty'],
  ['quality', 'qualitty'],
  ['quality', 'qualiti'],
  ['quality', 'qaulity'],
])('takes one typing mistake between %s and %s', (one, other) => {
  expect(isOneMistake(one, other)).toBe(true);
  const parts = new Set(listDeletes(one));
  expect(listDeletes(other).some((part) => parts.has(part))).toBe(true);
});

it('takes two typing mistakes for another word', () => {
  expect(isOneMistake('quality', 'qalitty')).toBe(false);
});
