import type { FabricNetwork } from '../../support/fabric-network';
import { openNetwork } from '../../support/open-network';
import { ProbeClient } from '../../support/probe-client';
import { longTimeoutMs } from '../../support/timeouts';

jest.setTimeout(longTimeoutMs);

describe('acknowledged transactions', () => {
  let network: FabricNetwork;

  beforeAll(async () => {
    network = await openNetwork();
  });

  afterAll(async () => {
    await network.stop();
  });

  it('keeps every acknowledged transaction over three kills under load and restarts', async () => {
    if (!network.hasFeature('kill')) return;
    const acknowledged = new Map<string, string>();
    for (const round of ['a', 'b', 'c']) {
      const client = await ProbeClient.connect(network, 'ProviderMSP', { keepAliveMs: 1000 });
      const load = writeUntilLost(client, round, acknowledged);
      await load.reach(150);
      await network.killAndRestart();
      await load.stop();
      client.close();
      await expectAll(network, acknowledged);
    }
  });
});

/** Starts sixteen writers with keys of their own, which stop when the network is lost, and notes what CommitStatus answered. */
function writeUntilLost(client: ProbeClient, round: string, acknowledged: Map<string, string>) {
  const wanted: { size: number; wake: () => void } = { size: Infinity, wake: () => undefined };
  let isStopping = false;
  const writers = Array.from({ length: 16 }, async (_, writer) => {
    for (let index = 0; !isStopping; index += 1) {
      const key = `${round}-${writer}-${index}`;
      const commit = await client.submit([{ op: 'put', key, value: key }]).catch(() => undefined);
      if (!commit) return;
      acknowledged.set(key, commit.txId);
      if (acknowledged.size >= wanted.size) wanted.wake();
    }
  });
  const reach = (count: number) => new Promise<void>((wake) => Object.assign(wanted, { size: acknowledged.size + count, wake }));
  // A call that waits for a connection outlives the network, so later acknowledgements do not count.
  const stop = () => {
    isStopping = true;
    return Promise.all(writers);
  };
  return { reach, stop };
}

async function expectAll(network: FabricNetwork, acknowledged: ReadonlyMap<string, string>): Promise<void> {
  const client = await ProbeClient.connect(network, 'BuyerMSP');
  const { channel } = network.connectionProfile;
  const keys = [...acknowledged.keys()];
  expect(await client.evaluate(keys.map((key) => ({ op: 'get', key }) as const))).toEqual(keys);
  const statuses = await Promise.all([...acknowledged.values()].slice(-20).map((txId) => client.commitOf(channel, txId).getStatus()));
  expect(new Set(statuses.map(({ code }) => code))).toEqual(new Set([0]));
  const after = await client.submit([{ op: 'put', key: 'after', value: '1' }]);
  expect(after.code).toBe(0);
  client.close();
}
