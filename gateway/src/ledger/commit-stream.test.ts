import { peer } from '@hyperledger/fabric-protos';
import { CommitStream, type BlockSource } from './commit-stream';

const { VALID, MVCC_READ_CONFLICT } = peer.TxValidationCode;
const longMs = 60_000;

function block(number: number, ...transactions: readonly (readonly [string, peer.TxValidationCodeMap[keyof peer.TxValidationCodeMap]])[]) {
  const filtered = new peer.FilteredBlock();
  filtered.setNumber(number);
  for (const [id, flag] of transactions) {
    const transaction = new peer.FilteredTransaction();
    transaction.setTxid(id);
    transaction.setTxValidationCode(flag);
    filtered.addFilteredTransactions(transaction);
  }
  return filtered;
}

/** A chain whose streams return its blocks and wait for more, until they are broken. */
class Chain implements BlockSource {
  readonly opened: bigint[] = [];
  private readonly blocks: peer.FilteredBlock[] = [];
  private wake: () => void = () => undefined;
  private breaks = 0;
  isDown = false;

  add(made: peer.FilteredBlock): void {
    this.blocks.push(made);
    this.wake();
  }

  break(): void {
    this.breaks += 1;
    this.wake();
  }

  readHeight(): Promise<number> {
    return this.isDown ? Promise.reject(new Error('no connection')) : Promise.resolve(this.blocks.length);
  }

  open(from: bigint) {
    this.opened.push(from);
    const stream = this.read(Number(from));
    return Promise.resolve({ [Symbol.asyncIterator]: () => stream, close: () => this.break() });
  }

  private async *read(from: number): AsyncGenerator<peer.FilteredBlock> {
    const { breaks } = this;
    for (let next = from; ;) {
      if (this.breaks > breaks) throw new Error('the connection broke');
      const made = this.blocks[next];
      if (made) {
        next += 1;
        yield made;
      } else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}

let chain: Chain;
let stream: CommitStream;
beforeEach(() => {
  chain = new Chain();
  stream = new CommitStream(chain);
});
afterEach(() => stream.close());

describe('CommitStream', () => {
  it('returns the flag and the block of each expected transaction', async () => {
    const [good, bad] = [await stream.expect('a', longMs), await stream.expect('b', longMs)];
    chain.add(block(0, ['a', VALID], ['b', MVCC_READ_CONFLICT], ['of another', VALID]));
    expect(await good.outcome).toEqual({ flag: VALID, blockNumber: 0 });
    expect(await bad.outcome).toEqual({ flag: MVCC_READ_CONFLICT, blockNumber: 0 });
  });

  it('starts at the current height, so that no block is missed', async () => {
    chain.add(block(0));
    const { outcome } = await stream.expect('a', longMs);
    chain.add(block(1, ['a', VALID]));
    chain.add(block(2));
    expect(await outcome).toEqual({ flag: VALID, blockNumber: 1 });
    expect(chain.opened).toEqual([1n]);
  });

  it('continues after a break with the next block', async () => {
    const first = await stream.expect('a', longMs);
    chain.add(block(0, ['a', VALID]));
    await first.outcome;
    const second = await stream.expect('b', longMs);
    chain.break();
    chain.add(block(1, ['b', VALID]));
    expect(await second.outcome).toEqual({ flag: VALID, blockNumber: 1 });
    expect(chain.opened).toEqual([0n, 1n]);
  });

  it('starts with the next call if it could not start before', async () => {
    chain.isDown = true;
    await expect(stream.expect('a', longMs)).rejects.toThrow('no connection');
    chain.isDown = false;
    const { outcome } = await stream.expect('a', longMs);
    chain.add(block(0, ['a', VALID]));
    expect(await outcome).toEqual({ flag: VALID, blockNumber: 0 });
  });

  it('returns undefined after the timeout, after forget and after close', async () => {
    expect(await (await stream.expect('late', 0)).outcome).toBeUndefined();
    const { outcome, forget } = await stream.expect('forgotten', longMs);
    forget();
    expect(await outcome).toBeUndefined();
    const last = await stream.expect('last', longMs);
    stream.close();
    expect(await last.outcome).toBeUndefined();
  });
});
