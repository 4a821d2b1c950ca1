import { stripVTControlCharacters, styleText } from 'node:util';
import widthOf from 'string-width';
import { formatMembers, formatRows } from './tables';

const room = { columns: 160, isColoured: false };
const readHead = (table: string) => (table.split('\n')[1] ?? '').split('│').flatMap((cell) => cell.trim() || []);

/** The texts of a table's columns, with their lines joined. */
function listColumns(table: string): readonly string[] {
  const lines = table.split('\n').filter((line) => line.startsWith('│'));
  const cells = lines.map((line) => line.split('│').slice(1, -1));
  return (cells[0] ?? []).map((_, column) => cells.map((row) => (row[column] ?? '').trim()).join(''));
}

describe.each([80, 160])('a table of %i columns with a text', (columns) => {
  it.each([
    ['of Chinese', '数据中心'.repeat(29).slice(0, 114)],
    ['of Chinese at an odd column', `a${'数据中心'.repeat(29)}`],
    ['of several scripts', '空气质量 (air quality) 监测站 PM2.5：北京 and 上海，2020–2026 🌊 données ﹙全国﹚ '.repeat(4).trim()],
    ['of one long word', 'x1y2z3'.repeat(60)],
    ['of 15,000 characters', '数据中心 '.repeat(3_000)],
    ['of several lines', 'first line\n第二行的文字\tlast'],
  ])('%s shows every character within its width', (_, text) => {
    const readLetters = (of: string) => of.replaceAll(/[\s·]/g, '');
    const asMember = formatMembers({ title: text }, { ...room, columns });
    expect(readLetters(listColumns(asMember)[1] ?? '')).toBe(readLetters(text));
    const inList = formatRows([{ id: `lst-${'0'.repeat(26)}`, title: text, state: 'LISTED' }], { ...room, columns });
    expect(readLetters(listColumns(inList)[0] ?? '')).toBe(readLetters(`title${text}`));
    for (const line of [...asMember.split('\n'), ...inList.split('\n')]) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });
});

describe('a state', () => {
  const objects = [{ state: 'LISTED' }, { state: 'IN_REVIEW' }, { state: 'SETTLED' }, { state: 'of no machine' }];

  it('shows its standing by a colour on a terminal, and the same text without', () => {
    const [plain, coloured] = [formatRows(objects, room), formatRows(objects, { ...room, isColoured: true })];
    expect(stripVTControlCharacters(coloured)).toBe(plain);
    for (const [colour, state] of [['green', 'LISTED'] as const, ['yellow', 'IN_REVIEW'] as const, ['gray', 'SETTLED'] as const])
      expect(coloured).toContain(styleText(colour, state, { validateStream: false }));
  });
});

describe('an id with a known name', () => {
  const [participant, id] = [`ptc-${'0'.repeat(26)}`, `aut-${'1'.repeat(26)}`];
  const names = { [participant]: 'Research \u202ebuyer', [id]: 'unused' };

  it('stands shortened beside it in a list, except for the id of the row', () => {
    const table = formatRows([{ id, buyer: participant }], { ...room, names });
    expect(table).toContain('ptc-00000000 Research �buyer');
    expect(table).toContain(id);
  });

  it('stands whole before it among the members of an object', () => {
    expect(formatMembers({ buyer: participant }, { ...room, names })).toContain(`${participant}  Research �buyer`);
  });
});

it('shows somebody who acted by the beginning of the id and the name', () => {
  const table = formatRows([{ block: 7, buyer: { id: `ptc-${'0'.repeat(26)}`, name: 'Research buyer' } }], room);
  expect(table).toContain('ptc-00000000 Research buyer');
});

describe('a table of objects', () => {
  const objects = [
    { contentHash: { alg: 'sha-256', value: 'a'.repeat(64) }, id: 'lst-1', state: 'LISTED', title: { 'zh-Hans': '空气质量' } },
    { id: 'lst-2', state: 'DRAFT', title: { en: 'Air' }, version: 2 },
  ];

  it('begins with title and id, and ends with hashes', () => {
    expect(readHead(formatRows(objects, room))).toEqual(['title', 'id', 'version', 'state', 'contentHash']);
  });

  it('shows record and transaction of a history, and names the hidden certificate hash', () => {
    const [certHash, txId] = [{ alg: 'sha-256', value: 'c'.repeat(64) }, 'd'.repeat(64)];
    const table = formatRows([{ action: 'approve', actor: `ptc-${'0'.repeat(26)}`, certHash, of: 'stance/operator', txId }], room);
    expect(readHead(table)).toEqual(['of', 'action', 'actor', 'txId']);
    expect(table.split('\n').at(-1)).toBe('not shown: certHash');
  });

  it('leaves out the columns without room, and names them', () => {
    const table = formatRows(objects, { ...room, columns: 60 });
    expect(readHead(table)).toEqual(['title', 'id', 'version', 'state']);
    expect(table.split('\n').at(-1)).toBe('not shown: contentHash');
  });

  it('narrows a title before it leaves out id, version or state', () => {
    const listings = [
      { id: `lst-${'0'.repeat(26)}`, revision: 4, state: 'SUPERSEDED', title: { en: 'Air quality '.repeat(9) }, version: 2 },
    ];
    expect(readHead(formatRows(listings, { ...room, columns: 80 }))).toEqual(['title', 'id', 'version', 'state']);
    expect(readHead(formatRows(listings, { ...room, columns: 60 }))).toEqual(['id', 'version', 'state']);
    expect(formatRows(listings, { ...room, columns: 60 })).toContain('not shown: title, revision');
  });

  it('shows the length of inner lists of objects, and other objects as JSON', () => {
    const table = formatRows([{ rule: 'one', violations: [] }, { rule: 'two', violations: [{ block: 7 }] }, { rule: { a: 1 } }], room);
    expect(listColumns(table)).toEqual(['ruleonetwo{"a":1}', 'violations01']);
  });

  it('formats lines of one width if characters are wide', () => {
    const narrow = (line: string) => line.replaceAll(/[\u4e00-\u9fff]/g, 'xx').length;
    const lines = formatRows(objects, room).split('\n');
    expect(new Set(lines.map(narrow)).size).toBe(1);
  });

  it('colours a table only if colours are enabled', () => {
    const coloured = formatRows(objects, { ...room, isColoured: true });
    expect(coloured).toContain('\u001b[36mtitle\u001b[39m');
    expect(stripVTControlCharacters(coloured)).toBe(formatRows(objects, room));
  });

  it('prints (none) for a table without rows', () => {
    expect(formatRows([], room)).toBe('(none)');
  });
});

describe('an object as a table', () => {
  it('names inner members by their path, and shows lists of objects below it', () => {
    const table = formatMembers({ grade: { epoch: 1 }, roles: ['auditor', 'arbiter'], stances: [{ state: 'PENDING' }] }, room);
    expect(table).toMatch(/grade\.epoch +│ 1/);
    expect(table).toMatch(/roles +│ auditor, arbiter/);
    expect(table).toMatch(/stances:\n┌[\s\S]*PENDING/);
  });

  it('shows lists within lists below it, by the row that holds them', () => {
    const invariants = [
      { number: 1, violations: [] },
      { number: 2, violations: [{ block: 7, key: 'dlv-1' }] },
    ];
    const table = formatMembers({ verified: false, invariants }, room);
    expect(table).toMatch(/\nviolations of row 2 of invariants:\n┌[^\n]+\n│ block[\s\S]+│ 7 /);
    expect(table).not.toContain('row 1');
    expect(table).not.toContain('[object');
  });

  it('begins with title and id, and ends with the last change', () => {
    const table = formatMembers({ change: { actor: 'ptc-1' }, charge: 1, id: 'lst-1', state: 'DRAFT', title: 'Air' }, room);
    expect(listColumns(table)[0]).toBe('titleidstatechargechange.actor');
  });

  it('formats an object without members as an empty text', () => {
    expect(formatMembers({}, room)).toBe('');
  });

  it('shows no control character to the terminal', () => {
    const table = formatMembers({ title: 'a\u001b[2Jb\u202ec\u0007' }, room);
    expect(table).not.toMatch(/[\u001b\u202e\u0007]/); // eslint-disable-line no-control-regex -- these are what must not be there
  });
});
