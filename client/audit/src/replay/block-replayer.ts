import { assumeVerified, BlockReader } from '@databund/ledger-verifier';
import { exchangeChaincode, findPublicAccess } from '../exchange-chaincode';
import { LedgerState } from '../invariants/ledger-state';
import { ReExecutor, type ReExecutorOptions, type ReplayReport } from './re-executor';

/** Options of a replay of whole blocks. Rules are those of this package, because functions cannot be sent to another thread. */
export interface BlockReplayOptions extends Omit<ReExecutorOptions, 'rules'> {
  /** Number of first blocks whose signatures an earlier run verified, over the same bytes. */
  readonly verifiedBlocks?: number;
}

/** Runs every call in blocks again, on a state of its own. */
export class BlockReplayer {
  private readonly reader = new BlockReader();
  private readonly state = new LedgerState();
  private readonly reExecutor: ReExecutor;
  private blocks = 0;

  constructor(private readonly options: BlockReplayOptions) {
    this.reExecutor = new ReExecutor(options);
  }

  /** Replays the next block. @throws BLOCK_MALFORMED, TRANSACTION_MALFORMED */
  async replay(bytes: Uint8Array): Promise<void> {
    const { verifiedBlocks = 0, chaincode = exchangeChaincode } = this.options;
    this.blocks += 1;
    if (this.blocks <= verifiedBlocks) assumeVerified(bytes);
    for (const valid of this.reader.read(bytes).transactions) {
      await this.reExecutor.inspect(valid, this.state);
      const written = findPublicAccess(valid.transaction, chaincode);
      if (written) this.state.apply(written, `${valid.block}.${valid.index}`);
    }
  }

  getReport(): ReplayReport {
    return this.reExecutor.getReport();
  }
}
