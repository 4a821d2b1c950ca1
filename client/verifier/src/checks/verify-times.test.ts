import { FindingLog } from '../finding-log';
import { TimeVerifier } from './verify-times';

/** Transactions as pairs of an organisation and a time in minutes. */
type Story = readonly (readonly [string, number])[];

function listAhead(story: Story): readonly (readonly [string | undefined, number])[] {
  const findings = new FindingLog();
  const times = new TimeVerifier(findings);
  for (const [block, [mspId, minutes]] of story.entries()) times.add({ at: { block, transaction: 'tx' }, mspId, timeMs: minutes * 60_000 });
  return findings.problems.map(({ actor, block }) => [actor, block]);
}

const honest: Story = ['A', 'B', 'C', 'D'].map((mspId, at) => [mspId, at]);

describe('times of organisations', () => {
  it.each<[string, Story]>([
    ['one organisation holds a transaction back', [...honest, ['A', 100], ['B', 101], ['D', 20], ['C', 102], ['A', 103]]],
    ['a client of a busy organisation holds one back', [...honest, ['A', 100], ['B', 101], ['C', 102], ['A', 20], ['B', 20], ['D', 103]]],
    [
      'one organisation holds back many',
      [...honest, ['A', 100], ['D', 4], ['B', 101], ['D', 5], ['C', 102], ['D', 6], ['A', 103], ['D', 7]],
    ],
    ['organisations write rarely', [...honest, ['A', 100], ['B', 200], ['C', 300], ['D', 400], ['A', 500]]],
    ['clocks differ by less than the skew', [...honest, ['A', 18], ['B', 5], ['C', 6], ['D', 7]]],
    ['two of five hold back', [...honest, ['E', 4], ['A', 100], ['D', 5], ['E', 6], ['B', 101], ['C', 102]]],
    [
      'there are two organisations, of which neither can be believed',
      [
        ['A', 0],
        ['B', 0],
        ['A', 100],
        ['B', 1],
      ],
    ],
  ])('stay unreported if %s', (_, story) => {
    expect(listAhead(story)).toEqual([]);
  });

  it.each<[string, Story, readonly (readonly [string, number])[]]>([
    ['two of three others agree', [...honest, ['A', 100], ['B', 5], ['C', 6]], [['A', 4]]],
    ['it writes on and on', [...honest, ['A', 100], ['B', 5], ['A', 200], ['A', 300], ['C', 6]], [['A', 4]]],
    ['it writes at the right time again', [...honest, ['A', 100], ['B', 5], ['A', 6], ['C', 7]], [['A', 4]]],
    [
      'one other is ahead as well',
      [...honest, ['A', 100], ['D', 101], ['B', 5], ['C', 6]],
      [
        ['A', 4],
        ['D', 5],
      ],
    ],
    [
      'it is ahead again',
      [...honest, ['A', 100], ['B', 5], ['C', 6], ['A', 200], ['B', 7], ['C', 8]],
      [
        ['A', 4],
        ['A', 7],
      ],
    ],
    ['three of four others agree', [...honest, ['E', 4], ['A', 100], ['B', 5], ['C', 6], ['D', 7]], [['A', 5]]],
  ])('lead to a report about the one that is ahead if %s', (_, story, expected) => {
    expect(listAhead(story)).toEqual(expected);
  });
});
