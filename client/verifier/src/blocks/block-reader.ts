import { validationCodes } from '../checks/validation-codes';
import { decodeBlock } from './block';
import { readChannelConfig, type ChannelConfig } from './channel-config';
import { decodeTransaction, isConfig, type Transaction } from './transaction';

/** A transaction that its block calls valid. */
export interface ValidTransaction {
  readonly block: number;
  /** Position in the block. */
  readonly index: number;
  readonly transaction: Transaction;
  /** The configuration under which it was validated. */
  readonly config: ChannelConfig;
}

/** A block's content, without any check. */
export interface BlockContent {
  readonly number: number;
  /** All envelopes, valid or not. */
  readonly envelopes: readonly Uint8Array[];
  /** One validation code per envelope. */
  readonly flags: Uint8Array;
  /** Valid transactions other than configurations. */
  readonly transactions: readonly ValidTransaction[];
}

/** Reads blocks one after another and believes their flags, hashes and signatures: verify the same blocks with `verifyLedger`. */
export class BlockReader {
  private config: ChannelConfig | undefined;

  /** Reads the next block. @throws BLOCK_MALFORMED, TRANSACTION_MALFORMED, CONFIG_MALFORMED, or what the protocol buffers throw */
  read(bytes: Uint8Array): BlockContent {
    const { number, data, flags } = decodeBlock(bytes);
    const valid = data.flatMap((envelope, index) =>
      flags[index] === validationCodes.VALID ? [{ index, transaction: decodeTransaction(envelope) }] : [],
    );
    return { number, envelopes: data, flags, transactions: valid.flatMap((each) => this.place(each, number)) };
  }

  private place({ index, transaction }: Pick<ValidTransaction, 'index' | 'transaction'>, block: number): readonly ValidTransaction[] {
    if (isConfig(transaction)) {
      this.config = readChannelConfig(transaction.channel, transaction.data);
      return [];
    }
    return this.config ? [{ block, index, transaction, config: this.config }] : [];
  }
}
