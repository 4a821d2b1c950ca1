import { decodeBlock, type Block } from '../blocks/block';
import { concatBytes, computeSha256, encodeText, isSameBytes } from '../blocks/bytes';
import type { ChannelConfig } from '../blocks/channel-config';
import type { StateAccess } from '../blocks/state-access';
import { isConfig, type Transaction } from '../blocks/transaction';
import { adoptConfig } from '../checks/adopt-config';
import { examineTransaction, type ExaminedTransaction } from '../checks/examine-transaction';
import { findSignatureFault } from '../checks/verify-block-signatures';
import { validationCodes } from '../checks/validation-codes';
import { verifyMetadata } from '../checks/verify-metadata';
import type { TransactionPlace } from '../checks/verify-transaction';
import { FindingLog } from '../finding-log';
import type { Signer } from '../identity/membership';
import type { PinnedRoots } from '../identity/pinned-roots';
import { isSigned } from '../identity/signatures';

import { ReplayedState } from '../state/replayed-state';
import { describeError } from '../verifier-error';
import { encodeField } from '../wire/encode';
import { msp } from '../wire/forms';
import { isPackedBlock } from './packed-block';

const { VALID } = validationCodes;

/** A transaction that was taken out of its block, and is said to be valid there. */
export interface SelectedEnvelope {
  readonly index: number;
  readonly envelope: Uint8Array;
}

interface Placed {
  readonly block: number;
  readonly index: number;
  readonly envelope: Uint8Array;
  readonly transaction: Transaction;
}

/** A selected transaction after its verification. */
export interface SelectedTransaction extends Placed {
  readonly creator: Signer | undefined;
  /** Endorsers whose signatures and certificates hold. */
  readonly endorsers: readonly Signer[];
  readonly accesses: readonly StateAccess[];
  /** Only of configurations. */
  readonly config: ChannelConfig | undefined;
}

/**
 * Verifies a selection of valid transactions: configurations, chaincode definitions, and those that it is about with all that set the
 * policies of their keys. It cannot tell whether what they read was current.
 */
export class SelectionVerifier {
  readonly findings = new FindingLog();
  private readonly state = new ReplayedState();
  private readonly txIds = new Set<string>();
  private config: ChannelConfig | undefined;
  private lastConfigBlock = 0;

  /** @param pinnedRoots root certificates that the reader trusts; without them those of the first configuration are believed */
  constructor(private readonly pinnedRoots: PinnedRoots | undefined) {}

  /** Returns the configuration in force. */
  get configuration(): ChannelConfig | undefined {
    return this.config;
  }

  /** Verifies the selected transactions of one block, in their order. */
  verify(block: number, envelopes: readonly SelectedEnvelope[]): readonly SelectedTransaction[] {
    const { config, state, txIds } = this;
    const context = { config, state, txIds, changing: new Set<string>(), seen: new Set<string>() };
    state.beginBlock(block);
    const examined = envelopes.map(({ envelope, index }) => examineTransaction(envelope, { block, index, flag: VALID }, context));
    const selected = examined.flatMap((each, at) => this.settle(each, envelopes[at]?.envelope ?? new Uint8Array()));
    for (const { transaction } of selected) txIds.add(transaction.txId);
    return selected;
  }

  /** Verifies a block as packs hold it, before its transactions: form, data hash, orderers, and the configuration that it names. */
  verifyBlock(bytes: Uint8Array): Block {
    const block = decodeBlock(bytes);
    const at = { block: block.number };
    if (!isPackedBlock(bytes, block))
      this.findings.report({ ...at, code: 'FIELD_UNKNOWN', details: 'the block is not encoded as packs hold it' });
    this.findings.check('hashChain', isSameBytes(block.dataHash, computeSha256(...block.data)), { ...at, code: 'DATA_HASH' });
    if (block.number > 0) {
      const fault = this.config ? findSignatureFault(block, this.config) : 'no configuration says who orders';
      this.findings.check('blockSignatures', fault === undefined, {
        ...at,
        code: 'BLOCK_SIGNATURE',
        ...(fault !== undefined && { details: fault }),
      });
    }
    return block;
  }

  /** Verifies what a block says of itself, after its transactions: it names the newest configuration, and has nothing unknown. */
  verifyNamed(block: Block): void {
    if (block.number > 0) verifyMetadata(block, this.lastConfigBlock, this.findings);
  }

  /** Returns who signed a message with the key of a certificate (PEM), if it is a member of that MSP; otherwise why not. */
  findMessageSigner(mspId: string, { certificate, message, signature }: SignedText): Signer | string {
    const fields = msp.SerializedIdentity.bytes;
    const identity = concatBytes(encodeField(fields.mspId, encodeText(mspId)), encodeField(fields.idBytes, certificate));
    const signer = this.config?.membership.findSigner(identity);
    if (!signer) return 'its certificate cannot be read';
    if (signer.invalid !== undefined) return signer.invalid;
    return isSigned({ identity, message, signature }) ? signer : 'the signature does not match text and certificate';
  }

  private settle(examined: ExaminedTransaction, envelope: Uint8Array): readonly SelectedTransaction[] {
    const { transaction, at, index, findings } = examined;
    this.findings.add(findings);
    for (const details of transaction?.notes ?? []) this.findings.report({ ...at, code: 'FIELD_UNKNOWN', details });
    return transaction ? this.apply({ block: at.block, index, envelope, transaction }, examined) : [];
  }

  private apply(placed: Placed, { signers, at }: ExaminedTransaction): readonly SelectedTransaction[] {
    const { transaction, block, index } = placed;
    try {
      const config = isConfig(transaction) ? this.adopt(transaction, at) : undefined;
      const accesses = transaction.action?.accesses ?? [];
      for (const access of accesses) this.state.apply(access, `${block}.${index}`);
      return [{ ...placed, creator: signers?.creator, endorsers: signers?.endorsers ?? [], accesses, config }];
    } catch (error) {
      this.findings.report({ ...at, code: 'TRANSACTION_UNREADABLE', details: describeError(error) });
      return [];
    }
  }

  private adopt(transaction: Transaction, at: TransactionPlace): ChannelConfig | undefined {
    const { findings, pinnedRoots } = this;
    this.config = adoptConfig(transaction, this.config, { at, findings, pinnedRoots });
    this.lastConfigBlock = at.block;
    return this.config;
  }
}

/** A text with its signature, and the certificate (PEM) whose key is said to have made it. */
export interface SignedText {
  readonly certificate: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}
