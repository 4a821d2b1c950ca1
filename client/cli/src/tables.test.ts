import { stripVTControlCharacters } from 'node:util';
import widthOf from 'string-width';
import { membersAsTable, rowsAsTable } from './tables';

const room = { columns: 160, isColoured: false };
const headOf = (table: string) => (table.split('\n')[1] ?? '').split('│').flatMap((cell) => cell.trim() || []);

/** The texts of a table’s columns, their lines put together again. */
function columnsOf(table: string): readonly string[] {
  const lines = table.split('\n').filter((line) => line.startsWith('│'));
  const cells = lines.map((line) => line.split('│').slice(1, -1));
  return (cells[0] ?? []).map((_, column) => cells.map((row) => (row[column] ?? '').trim()).join(''));
}

describe.each([80, 160])('a text in a table of %i columns', (columns) => {
  it.each([
    ['of Chinese', '数据中心'.repeat(29).slice(0, 114)],
    ['of Chinese, odd in its place', `a${'数据中心'.repeat(29)}`],
    ['of several scripts', '空气质量 (air quality) 监测站 PM2.5：北京 and 上海，2020–2026 🌊 données ﹙全国﹚ '.repeat(4).trim()],
    ['of one long word', 'x1y2z3'.repeat(60)],
    ['of the greatest length', '数据中心 '.repeat(3_000)],
    ['of several lines', 'first line\n第二行的文字\tlast'],
  ])('%s loses no character, and keeps to its width', (_, text) => {
    const letters = (of: string) => of.replaceAll(/[\s·]/g, '');
    const asMember = membersAsTable({ title: text }, { ...room, columns });
    expect(letters(columnsOf(asMember)[1] ?? '')).toBe(letters(text));
    const inList = rowsAsTable([{ id: `lst-${'0'.repeat(26)}`, title: text, state: 'LISTED' }], { ...room, columns });
    expect(letters(columnsOf(inList)[0] ?? '')).toBe(letters(`title${text}`));
    for (const line of [...asMember.split('\n'), ...inList.split('\n')]) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });
});

describe('a table of objects', () => {
  const objects = [
    { contentHash: { alg: 'sha-256', value: 'a'.repeat(64) }, id: 'lst-1', state: 'LISTED', title: { 'zh-Hans': '空气质量' } },
    { id: 'lst-2', state: 'DRAFT', title: { en: 'Air' }, version: 2 },
  ];

  it('has first what a person looks for first, and hashes last', () => {
    expect(headOf(rowsAsTable(objects, room))).toEqual(['title', 'id', 'version', 'state', 'contentHash']);
  });

  it('of a history tells of which record, and by which transaction, and not by which certificate', () => {
    const [certHash, txId] = [{ alg: 'sha-256', value: 'c'.repeat(64) }, 'd'.repeat(64)];
    const table = rowsAsTable([{ action: 'approve', actor: `ptc-${'0'.repeat(26)}`, certHash, of: 'stance/operator', txId }], room);
    expect(headOf(table)).toEqual(['of', 'action', 'actor', 'txId']);
    expect(table.split('\n').at(-1)).toBe('not shown: certHash');
  });

  it('leaves out what has no room, and says what', () => {
    const table = rowsAsTable(objects, { ...room, columns: 60 });
    expect(headOf(table)).toEqual(['title', 'id', 'version', 'state']);
    expect(table.split('\n').at(-1)).toBe('not shown: contentHash');
  });

  it('narrows a title before it leaves out what an object is known by', () => {
    const listings = [
      { id: `lst-${'0'.repeat(26)}`, revision: 4, state: 'SUPERSEDED', title: { en: 'Air quality '.repeat(9) }, version: 2 },
    ];
    expect(headOf(rowsAsTable(listings, { ...room, columns: 80 }))).toEqual(['title', 'id', 'version', 'state']);
    expect(headOf(rowsAsTable(listings, { ...room, columns: 60 }))).toEqual(['id', 'version', 'state']);
    expect(rowsAsTable(listings, { ...room, columns: 60 })).toContain('not shown: title, revision');
  });

  it('counts the lists of objects that its rows hold, and shows what it does not know as JSON', () => {
    const table = rowsAsTable([{ rule: 'one', violations: [] }, { rule: 'two', violations: [{ block: 7 }] }, { rule: { a: 1 } }], room);
    expect(columnsOf(table)).toEqual(['ruleonetwo{"a":1}', 'violations01']);
  });

  it('is even where characters are wide', () => {
    const narrow = (line: string) => line.replaceAll(/[\u4e00-\u9fff]/g, 'xx').length;
    const lines = rowsAsTable(objects, room).split('\n');
    expect(new Set(lines.map(narrow)).size).toBe(1);
  });

  it('has colours where they were asked for, and there alone', () => {
    const coloured = rowsAsTable(objects, { ...room, isColoured: true });
    expect(coloured).toContain('\u001b[36mtitle\u001b[39m');
    expect(stripVTControlCharacters(coloured)).toBe(rowsAsTable(objects, room));
  });

  it('of nothing says so', () => {
    expect(rowsAsTable([], room)).toBe('(none)');
  });
});

describe('an object as a table', () => {
  it('names inner members by their path, and shows lists of objects below', () => {
    const table = membersAsTable({ grade: { epoch: 1 }, roles: ['auditor', 'arbiter'], stances: [{ state: 'PENDING' }] }, room);
    expect(table).toMatch(/grade\.epoch +│ 1/);
    expect(table).toMatch(/roles +│ auditor, arbiter/);
    expect(table).toMatch(/stances:\n┌[\s\S]*PENDING/);
  });

  it('shows the lists within lists below, by the row that holds them', () => {
    const invariants = [
      { number: 1, violations: [] },
      { number: 2, violations: [{ block: 7, key: 'dlv-1' }] },
    ];
    const table = membersAsTable({ verified: false, invariants }, room);
    expect(table).toMatch(/\nviolations of row 2 of invariants:\n┌[^\n]+\n│ block[\s\S]+│ 7 /);
    expect(table).not.toContain('row 1');
    expect(table).not.toContain('[object');
  });

  it('begins with what a person looks for first, and ends with where it came from', () => {
    const table = membersAsTable({ change: { actor: 'ptc-1' }, charge: 1, id: 'lst-1', state: 'DRAFT', title: 'Air' }, room);
    expect(columnsOf(table)[0]).toBe('titleidstatechargechange.actor');
  });

  it('of nothing is empty', () => {
    expect(membersAsTable({}, room)).toBe('');
  });

  it('lets no control character of others through to the terminal', () => {
    const table = membersAsTable({ title: 'a\u001b[2Jb\u202ec\u0007' }, room);
    expect(table).not.toMatch(/[\u001b\u202e\u0007]/); // eslint-disable-line no-control-regex -- these are what must not be there
  });
});
