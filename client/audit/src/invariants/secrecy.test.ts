import { hashBytes, hashSalted, keys, makeRefusedInputKey, toStateKey, type RefusalRecord } from '@databund/model';
import type { CommittedTransaction, Outcome, RecordWrite } from './invariant';
import { LedgerState } from './ledger-state';
import { secrecyInvariants } from './secrecy';

const [caller, txId] = ['ptc-00000000000000000000000005', 'a1'.repeat(32)];
const inputHash = hashSalted({ input: { id: 'dlv-1' }, salt: '0'.repeat(64) });
const change = {
  revision: 1,
  action: 'record',
  from: 'NONE',
  to: 'RECORDED',
  actor: caller,
  mspId: 'BuyerMSP',
  certHash: hashBytes('c'),
  txId,
  at: '',
};
const record = {
  transaction: 'OpenDelivery',
  inputHash,
  code: 'NOT_PERMITTED',
  caller,
  mspId: 'BuyerMSP',
  txId,
  state: 'RECORDED' as const,
};
const key = toStateKey(keys.refusal(caller, txId));
const refusal: RecordWrite<RefusalRecord> = {
  key,
  type: 'refusal',
  parts: [caller, txId],
  record: { ...record, schema: 1, change },
  before: undefined,
};

/** Returns the violations by a recorded refusal whose input a collection keeps with a hash. */
async function findViolations(collection: string, valueHash: string): Promise<readonly string[]> {
  const kept = { key: hashBytes(toStateKey(makeRefusedInputKey(caller, txId))).value, value: Buffer.from(valueHash, 'hex') };
  const transaction: CommittedTransaction = {
    block: 1,
    txId,
    timeMs: 0,
    creator: { mspId: 'BuyerMSP', role: 'client', certHash: hashBytes('c').value, actor: caller },
    listEndorsers: () => new Set(),
    reads: [],
    writes: [refusal],
    unreadable: [],
    privateWrites: [
      { namespace: 'databund', collection, reads: [], ranges: [], writes: [kept], policies: [], privateHash: new Uint8Array() },
    ],
    event: new Uint8Array(),
  };
  const outcomes: Outcome[] = [];
  for (const { begin } of secrecyInvariants)
    outcomes.push(...(await begin()(transaction, { before: new LedgerState(), after: new LedgerState() })));
  return outcomes.flatMap(({ broken }) => broken ?? []);
}

describe('secrecy of refused inputs', () => {
  it('accepts an input that its own organisation keeps with the public hash', async () => {
    expect(await findViolations('_implicit_org_BuyerMSP', inputHash.value)).toEqual([]);
  });

  it('reports an input that was kept with another hash', async () => {
    expect(await findViolations('_implicit_org_BuyerMSP', hashBytes('another').value)).toHaveLength(1);
  });

  it('reports an input that another organisation keeps', async () => {
    expect(await findViolations('_implicit_org_ProviderMSP', inputHash.value)).toHaveLength(2);
  });
});
