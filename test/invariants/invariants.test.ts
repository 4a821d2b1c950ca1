import { checkRun, runInvariants } from './run-invariants';
import { longTimeoutMs } from '../support/timeouts';

/** A few hundred steps may include no order of public data and no delivery after a raised grade; thousands do. */
const rare: ReadonlySet<number> = new Set([6, 16]);

jest.setTimeout(longTimeoutMs);

describe('random stories on a running network', () => {
  it('keeps the sixteen invariants and agrees with the reference in random stories', async () => {
    const run = await runInvariants({ steps: 600, seed: 5 });
    const { disagreements, audit } = run;
    expect({ disagreements, problems: audit.problems, verified: audit.verified }).toEqual({
      disagreements: [],
      problems: [],
      verified: true,
    });
    expect(audit.reExecuted).toBeGreaterThan(run.done);
    expect(audit.checkedByHashOnly).toBeGreaterThan(0);
    expect(run.invariants.map(({ number }) => number)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
    expect(run.invariants.flatMap(({ violations }) => violations)).toEqual([]);
    expect(run.invariants.filter(({ number, exercised }) => exercised === 0 && !rare.has(number))).toEqual([]);
    expect(run.refused / run.steps).toBeGreaterThan(0.15);
  });

  it.each([7, 10, 13, 14])('finds invariant %i violated when the rule that keeps it is broken', async (broken) => {
    const run = await runInvariants({ steps: 200, seed: 9, broken });
    if (broken === 13 && run.stateKeys === 0) return; // The network has no state that the test could alter.
    expect(checkRun(run)).toBe(false);
    expect(run.invariants.find(({ number }) => number === broken)?.violationCount).toBeGreaterThan(0);
    expect(run.audit.verified).toBe(false);
  });
});
