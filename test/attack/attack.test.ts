import { networkTimeoutMs } from '../support/timeouts';
import { countRun } from './result';
import { runAttack, type AttackRun } from './run-attack';

jest.setTimeout(networkTimeoutMs);

describe('forgeries by one or two colluding organisations', () => {
  let run: AttackRun;
  beforeAll(async () => {
    run = await runAttack({ count: 40, seed: 3 });
  });

  it('prevents or finds every forgery of a sample, and blames no honest transaction', () => {
    const { counts, failures } = countRun(run);
    expect(failures).toEqual([]);
    expect(counts).toMatchObject({ missed: 0, inAnotherOrganisationsNameOnlyFound: 0, honestFindings: 0 });
    expect(counts.prevented + counts.found).toBe(counts.forgeries);
  });

  it('counts every combination that it does not try', () => {
    const unreached = run.skipped.filter(([reason]) => reason.includes('does not reach'));
    const tried = run.skipped.filter((each) => !unreached.includes(each)).reduce((sum, [, count]) => sum + count, 0);
    expect(run.attempts.length + tried).toBe(40);
  });

  it('orders forgeries that are valid, so that it does not test endorsement policies alone', () => {
    expect(run.attempts.some(({ code }) => code === 'VALID')).toBe(true);
  });
});
