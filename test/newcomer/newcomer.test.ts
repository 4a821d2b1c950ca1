import { networkTimeoutMs } from '../support/timeouts';
import { countGoals } from './count-goals';

jest.setTimeout(networkTimeoutMs);

it('reaches every goal of a new user with few commands', async () => {
  const { goals, over, hasStanding } = await countGoals();
  expect(goals.map(({ name }) => name)).toContain('prove a trade');
  // Without standing approvals, provider and operator approve each use by hand.
  expect(over).toEqual(hasStanding ? [] : ['get free data', 'buy at the list price']);
});
