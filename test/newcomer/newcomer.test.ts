import { networkTimeoutMs } from '../support/timeouts';
import { countGoals } from './count-goals';

jest.setTimeout(networkTimeoutMs);

it('reaches every goal of a new user with few commands', async () => {
  const { goals, over } = await countGoals();
  expect(goals.map(({ name }) => name)).toContain('prove a trade');
  expect(over).toEqual([]);
});
