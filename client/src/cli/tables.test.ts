import { stripVTControlCharacters } from 'node:util';
import { membersAsTable, rowsAsTable } from './tables';

const room = { columns: 160, isColoured: false };
const headOf = (table: string) => (table.split('\n')[1] ?? '').split('│').flatMap((cell) => cell.trim() || []);

describe('a table of objects', () => {
  const objects = [
    { contentHash: { alg: 'sha-256', value: 'a'.repeat(64) }, id: 'lst-1', state: 'LISTED', title: { 'zh-Hans': '空气质量' } },
    { id: 'lst-2', state: 'DRAFT', title: { en: 'Air' }, version: 2 },
  ];

  it('has first what a person looks for first, and hashes last', () => {
    expect(headOf(rowsAsTable(objects, room))).toEqual(['title', 'id', 'version', 'state', 'contentHash']);
  });

  it('leaves out what has no room, and says what', () => {
    const table = rowsAsTable(objects, { ...room, columns: 60 });
    expect(headOf(table)).toEqual(['title', 'id', 'version', 'state']);
    expect(table.split('\n').at(-1)).toBe('not shown: contentHash');
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

  it('lets no control character of others through to the terminal', () => {
    const table = membersAsTable({ title: 'a\u001b[2Jb\u202ec\u0007' }, room);
    expect(table).not.toMatch(/[\u001b\u202e\u0007]/); // eslint-disable-line no-control-regex -- these are what must not be there
  });
});
