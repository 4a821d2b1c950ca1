import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ExchangeStack } from '@databund/exchange/internal/exchange-stack';
import { findPortBase } from '../support/free-ports';

const startTimeoutMs = 90_000; // A whole exchange starts, and restarts once.
const data = mkdtempSync(join(tmpdir(), 'databund-restart-'));
let stack: ExchangeStack;
beforeAll(async () => {
  const portBase = await findPortBase(26_000);
  stack = await ExchangeStack.start({ data, network: 'devnet', portBase, gatewayPort: 0, onStep: () => undefined });
}, startTimeoutMs);
afterAll(async () => {
  await stack.stop();
  rmSync(data, { recursive: true, force: true });
}, startTimeoutMs);

function sortById<T extends { readonly id: string }>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe('ExchangeStack.restart', () => {
  it.each([[['chaincode'] as const], [['gateway', 'network'] as const]])(
    'restarts %j and keeps ledger, tokens and address',
    async (parts) => {
      const { participant } = stack.folder.connectAs('operator');
      const { items } = await participant.list({});
      const address = stack.url;
      await stack.restart(parts);
      expect([stack.url, stack.stoppedParts]).toEqual([address, []]);
      // Until the rows are current again, the peer answers in the order of its keys.
      const listed = (await participant.list({})).items;
      expect(sortById(listed)).toEqual(sortById(items));
      const [provider] = items.filter(({ roles }) => roles.includes('provider'));
      const { object } = await participant.suspend({ id: provider!.id, revision: provider!.revision });
      const { object: again } = await participant.reinstate({ id: object.id, revision: object.revision });
      expect(again.state).toBe('ACTIVE');
    },
    startTimeoutMs,
  );
});
