import { common, peer } from '@hyperledger/fabric-protos';
import type { Change } from '@databund/model';
import { decodeBlock, sha256, type Block } from './block';
import { isSignedBy } from './certificate';
import { readChannelConfig, type ChannelConfig } from './channel-config';
import { actorOf, type Signer } from './membership';
import { readRecord } from './recorded-change';
import type { Write } from './state-access';
import { decodeTransaction, type Transaction } from './transaction';

/** Someone who signed a change. */
export interface ChangeSigner {
  readonly mspId: string;
  readonly role: Signer['role'];
  /** SHA-256 of the certificate, lower-case hex. */
  readonly certHash: string;
  /** The participant that the certificate names, if it names one; `admin@<MSP id>` of an administrator. */
  readonly actor: string | undefined;
}

/** One valid write of a key: when, by whom, and endorsed by whom. */
export interface SignedChange {
  readonly key: string;
  readonly block: number;
  /** Which transaction of the block. */
  readonly index: number;
  readonly txId: string;
  /** The transaction’s own time, milliseconds since 1970. */
  readonly timeMs: number;
  /** Nothing: the key was deleted. */
  readonly value: Uint8Array | undefined;
  /** What the value says of its change. */
  readonly change: Change | undefined;
  readonly creator: ChangeSigner | undefined;
  /** Endorsers whose signatures and certificates hold. */
  readonly signers: readonly ChangeSigner[];
}

/** Whose keys are read; `databund` by default. */
export interface HistoryOptions {
  readonly chaincode?: string;
}

/**
 * The changes of some keys (as `toStateKey` makes them) in the order of the ledger, with their signers: the evidence of an object.
 * It believes the flags and the chain: have the same blocks verified by `verifyLedger`. @throws Error where a block cannot be read
 */
export async function readHistory(
  blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  keys: Iterable<string>,
  { chaincode = 'databund' }: HistoryOptions = {},
): Promise<readonly SignedChange[]> {
  const wanted = new Set(keys);
  const changes: SignedChange[] = [];
  let config: ChannelConfig | undefined;
  for await (const bytes of blocks) {
    const block = decodeBlock(bytes);
    for (const { transaction, index } of validTransactions(block)) {
      if (transaction.type === common.HeaderType.CONFIG) config = readChannelConfig(transaction.channel, transaction.data);
      const writes = writesOf(transaction, chaincode).filter(({ key }) => wanted.has(key));
      if (writes.length > 0 && config) changes.push(...changesOf(transaction, writes, { block: block.number, index, config }));
    }
  }
  return changes;
}

/** The transactions of a block that count. */
export function validTransactions({ data, flags }: Block): readonly { readonly transaction: Transaction; readonly index: number }[] {
  return data.flatMap((envelope, index) =>
    flags[index] === peer.TxValidationCode.VALID ? [{ transaction: decodeTransaction(envelope), index }] : [],
  );
}

function writesOf({ action }: Transaction, chaincode: string): readonly Write[] {
  return (action?.accesses ?? [])
    .filter(({ namespace, collection }) => namespace === chaincode && collection === '')
    .flatMap(({ writes }) => writes);
}

interface Place {
  readonly block: number;
  readonly index: number;
  readonly config: ChannelConfig;
}

function changesOf(transaction: Transaction, writes: readonly Write[], { block, index, config }: Place): readonly SignedChange[] {
  const { txId, timeMs, creator, payload, signature } = transaction;
  const author = signerOf(config, creator, payload, signature);
  const signers = endorsersOf(transaction, config);
  return writes.map(({ key, value }) => ({
    key,
    block,
    index,
    txId,
    timeMs,
    value,
    change: value && readRecord(value)?.change,
    creator: author,
    signers,
  }));
}

/** Who really endorsed. */
export function endorsersOf({ action }: Transaction, config: ChannelConfig): readonly ChangeSigner[] {
  if (!action) return [];
  return action.endorsements.flatMap(
    ({ endorser, signature }) => signerOf(config, endorser, Buffer.concat([action.payload, endorser]), signature) ?? [],
  );
}

/** Who signed; nobody where the signature or the certificate does not hold. */
export function signerOf(
  { membership }: ChannelConfig,
  serialized: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): ChangeSigner | undefined {
  const signer = membership.signer(serialized);
  if (!signer || signer.invalid !== undefined || !isSignedBy(signer.key, message, signature)) return undefined;
  const { mspId, role, certificate } = signer;
  return { mspId, role, certHash: sha256(certificate.raw).toString('hex'), actor: actorOf(signer) };
}
