import type { FabricNetwork } from '../support/fabric-network';
import { openNetwork } from '../support/open-network';
import { networkTimeoutMs } from '../support/timeouts';
import { listExpected } from './anchor-case';
import { anchorCases } from './anchor-cases';
import { CaseRunner } from './case-runner';

jest.setTimeout(networkTimeoutMs);

describe('anchors in implicit collections', () => {
  let network: FabricNetwork;
  let outcomes: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    network = await openNetwork();
    const runner = await CaseRunner.connect(network);
    outcomes = await runner.runAll(anchorCases);
    runner.close();
  });

  afterAll(() => network.stop());

  it.each(anchorCases.map(({ title, makeSteps }) => [title, listExpected(makeSteps('any'))] as const))(
    'keeps the fact that %s',
    (title, expected) => {
      expect(outcomes.get(title)).toEqual(expected);
    },
  );
});
