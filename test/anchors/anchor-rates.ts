import type { FabricNetwork } from '../support/fabric-network';
import { encodeKeyPolicy } from '../support/key-policies';
import type { Operation } from '../support/probe-chaincode/operation';
import { ProbeClient } from '../support/probe-client';
import { TestError } from '../support/test-error';

/** The rate of submits with anchors divided by the rate without, in one run. */
export interface AnchorRates {
  readonly oneClient: number;
  readonly manyClients: number;
}

interface Load {
  readonly clients: number;
  /** Statements of one kind in a round. */
  readonly statements: number;
  readonly rounds: number;
}

const organisations = ['ExchangeMSP', 'ProviderMSP'];
const collection = '_implicit_org_ProviderMSP';
const policy = encodeKeyPolicy(1, 'ProviderMSP');
const value = JSON.stringify({ text: 'as long as a record of the exchange '.repeat(18) });
const loads = {
  oneClient: { clients: 1, statements: 25, rounds: 4 },
  manyClients: { clients: 64, statements: 384, rounds: 4 },
} as const satisfies Record<keyof AnchorRates, Load>;

/** Measures both loads on a network. Rounds with and without anchors alternate, so that what else the machine does concerns both. */
export async function measureRates(network: FabricNetwork): Promise<AnchorRates> {
  const client = await ProbeClient.connect(network, 'ProviderMSP');
  try {
    const bench = new RateBench(client);
    await bench.run(20, { clients: 4, hasAnchor: true });
    return { oneClient: await bench.compare(loads.oneClient), manyClients: await bench.compare(loads.manyClients) };
  } finally {
    client.close();
  }
}

/** Makes the operations of a new statement: its public copy under its organisation's policy and, if wanted, its anchor. */
export function makeStatement(key: string, hasAnchor: boolean): readonly Operation[] {
  const publicCopy = [
    { op: 'put', key, value },
    { op: 'set-policy', key, policy },
  ] as const;
  return hasAnchor ? [...publicCopy, { op: 'put-private', collection, key, value }] : publicCopy;
}

class RateBench {
  private made = 0;

  constructor(private readonly client: ProbeClient) {}

  async compare({ clients, statements, rounds }: Load): Promise<number> {
    const spentMs = { with: 0, without: 0 };
    for (let round = 0; round < rounds; round += 1) {
      spentMs.without += await this.run(statements, { clients, hasAnchor: false });
      spentMs.with += await this.run(statements, { clients, hasAnchor: true });
    }
    return Math.round((spentMs.without / spentMs.with) * 100) / 100;
  }

  /** Submits new statements and returns the time until all are committed, in milliseconds. */
  async run(statements: number, { clients, hasAnchor }: { readonly clients: number; readonly hasAnchor: boolean }): Promise<number> {
    const startedMs = performance.now();
    let left = statements;
    const work = async () => {
      for (; left > 0;) {
        left -= 1;
        this.made += 1;
        const { code } = await this.client.submit(makeStatement(`rate-${String(this.made)}`, hasAnchor), { organisations });
        if (code !== 0) throw new TestError('NOT_COMMITTED', `A statement got the code ${String(code)}.`);
      }
    };
    await Promise.all(Array.from({ length: clients }, work));
    return performance.now() - startedMs;
  }
}
