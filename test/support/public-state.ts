import { openLedger } from '@databund/devnet/internal/ledger/channel-ledger';
import type { KeyRange, KeyValue, TxSimulator } from '@databund/devnet/internal/ledger/types';
import type { PublicState } from './fabric-network';

/** The most entries of one scan. */
const scanLimit = 100_000;

/** Reads the public state of a chaincode from the ledger of a devnet that has stopped. */
export async function readPublicState(folder: string, namespace: string): Promise<PublicState> {
  const ledger = await openLedger(folder, new Uint8Array());
  const simulator = ledger.openSimulator({ mspId: 'ExchangeMSP' });
  const state: (readonly [string, Uint8Array])[] = [];
  try {
    for (let startKey = ''; ; startKey = `${state.at(-1)?.[0] ?? ''}\u0000`) {
      const found = await scanAll(simulator, { namespace, startKey, endKey: '' });
      state.push(...found.map(({ key, value }) => [key, value] as const));
      if (found.length < scanLimit) return state;
    }
  } finally {
    simulator.close();
    await ledger.close();
  }
}

async function scanAll(simulator: TxSimulator, range: KeyRange): Promise<readonly KeyValue[]> {
  const scan = simulator.openRange(range);
  const found: KeyValue[] = [];
  for (let hasMore = true; hasMore;) {
    const batch = await scan.readBatch();
    found.push(...batch.results);
    hasMore = batch.hasMore;
  }
  await scan.close();
  return found;
}
