import {
  TransactionTree,
  decodeBlock,
  decodeTransaction,
  hashLeaf,
  isConfig,
  nameKey,
  type StateAccess,
  type Transaction,
  type TreeLeaf,
} from '@databund/ledger-verifier';
import { toHex } from '../bytes';
import { exchangeChaincode, listPublicWrites } from '../exchange-chaincode';
import { findConcerned, listLinks } from './concern';
import { EvidenceError } from './evidence-error';
import type { Subject } from './manifest';
import { formatCheckpoint, nameOrigin } from './signed-note';

/** A transaction that was selected for a pack. */
export interface ChosenTransaction {
  readonly block: number;
  readonly index: number;
  /** Number in the tree over the whole ledger. */
  readonly leaf: number;
  readonly envelope: Uint8Array;
  readonly transaction: Transaction;
}

/** The validation code of a transaction that was not validated. */
const unvalidated = 254;

/** Reads a block by its number, a serialised common.Block. */
export type ReadBlock = (number: number) => Promise<Uint8Array>;

/** The transactions of a ledger by what they concern. It grows with each block, and believes flags: verify packs, not the index. */
export class LedgerIndex {
  readonly tree = new TransactionTree();
  /** Data hash of each block. */
  readonly dataHashes: Uint8Array[] = [];
  /** Number of leaves after each block. */
  readonly sizes: number[] = [];
  /** Number of blocks so far. */
  height = 0;
  channel = '';
  /** Header hash of block 0, hex. */
  genesis = '';
  private readonly places: { readonly block: number; readonly index: number }[] = [];
  private readonly common: number[] = [];
  private readonly concerned = new Map<string, number[]>();
  private readonly setters = new Map<string, number[]>();

  constructor(readonly chaincode = exchangeChaincode) {}

  /** Adds the next block. @throws VerifierError for one that cannot be read */
  append(bytes: Uint8Array): void {
    const { number, data, flags, dataHash, headerHash } = decodeBlock(bytes);
    if (number === 0) this.genesis = toHex(headerHash);
    this.dataHashes.push(Uint8Array.from(dataHash));
    for (const [index, envelope] of data.entries()) this.add({ block: number, index, flag: flags[index] ?? unvalidated, envelope });
    this.height = number + 1;
    this.sizes.push(this.tree.size);
  }

  /** Adds the next transaction. @throws VerifierError for one that cannot be read */
  add({ block, index, flag, envelope }: TreeLeaf): void {
    this.places.push({ block, index });
    this.tree.add(hashLeaf({ block, index, flag, envelope }));
    if (flag === 0) this.addValid(decodeTransaction(envelope), this.tree.size - 1);
  }

  /**
   * Selects what a pack about an object contains, from the first blocks: configurations, definitions, its transactions, and those that
   * set their keys' policies. @throws SUBJECT_MISSING
   */
  select(subject: Subject, readBlock: ReadBlock, height = this.height): Promise<readonly ChosenTransaction[]> {
    return this.selectBy(subject, this.makeLoader(readBlock), this.sizes[height - 1]);
  }

  /** Selects the same if these envelopes are all transactions that were added. @throws SUBJECT_MISSING */
  selectAmong(subject: Subject, envelopes: readonly Uint8Array[]): Promise<readonly ChosenTransaction[]> {
    return this.selectBy(subject, (leaf) => Promise.resolve(this.place(leaf, envelopes[leaf] ?? new Uint8Array())));
  }

  /** The limit is fixed before the first read, because the ledger may grow meanwhile. */
  private async selectBy(subject: Subject, load: Load, limit = this.tree.size): Promise<readonly ChosenTransaction[]> {
    const chosen = await this.followObjects(subject, load, limit);
    if (chosen.size === 0)
      throw new EvidenceError(
        'SUBJECT_MISSING',
        `The ledger has no ${subject.kind} ${subject.id} in its first ${String(this.height)} blocks.`,
      );
    await this.followPolicies(chosen, load);
    for (const leaf of this.common.filter((each) => each < limit)) chosen.set(leaf, await load(leaf));
    return [...chosen.values()].sort((a, b) => a.leaf - b.leaf);
  }

  /** Writes the checkpoint over the first blocks. */
  formatCheckpoint(blocks: number): string {
    const size = this.sizes[blocks - 1] ?? 0;
    return formatCheckpoint({ origin: this.origin, size, root: this.tree.computeRoot(size) });
  }

  /** Returns the name of the log. */
  get origin(): string {
    return nameOrigin(this.channel, this.genesis);
  }

  private addValid(transaction: Transaction, leaf: number): void {
    if (isConfig(transaction)) {
      this.channel = transaction.channel;
      this.common.push(leaf);
      return;
    }
    const { accesses = [] } = transaction.action ?? {};
    if (accesses.some(({ namespace, writes }) => namespace === '_lifecycle' && writes.length > 0)) this.common.push(leaf);
    for (const access of accesses) this.addAccess(access, leaf);
  }

  private addAccess(access: StateAccess, leaf: number): void {
    const ids = new Set(listPublicWrites([access], this.chaincode).flatMap(({ key }) => findConcerned(key) ?? []));
    for (const id of ids) addLeaf(this.concerned, id, leaf);
    for (const key of listSetKeys(access)) addLeaf(this.setters, nameKey(access, key), leaf);
  }

  private async followObjects({ kind, id }: Subject, load: Load, limit: number): Promise<Map<number, ChosenTransaction>> {
    const chosen = new Map<number, ChosenTransaction>();
    const ids = new Set([id]); // Grows while it is read.
    for (const each of ids) {
      for (const leaf of (this.concerned.get(each) ?? []).filter((one) => one < limit)) {
        const one = await load(leaf);
        chosen.set(leaf, one);
        const own = listPublicWrites(one.transaction.action?.accesses ?? [], this.chaincode).filter(
          ({ key }) => findConcerned(key) === each,
        );
        for (const link of own.flatMap(({ key, value }) => listLinks(kind, key, value))) ids.add(link);
      }
    }
    return chosen;
  }

  /** Adds the last transaction before each chosen one that set the policy of a key which the chosen one writes. */
  private async followPolicies(chosen: Map<number, ChosenTransaction>, load: Load): Promise<void> {
    const waiting = [...chosen.keys()];
    for (let leaf = waiting.pop(); leaf !== undefined; leaf = waiting.pop()) {
      const below = leaf;
      const accesses = chosen.get(leaf)?.transaction.action?.accesses ?? [];
      const keys = accesses.flatMap((access) => [...access.writes, ...access.policies].map(({ key }) => nameKey(access, key)));
      for (const key of keys) {
        const setter = this.setters.get(key)?.findLast((each) => each < below);
        if (setter === undefined || chosen.has(setter)) continue;
        chosen.set(setter, await load(setter));
        waiting.push(setter);
      }
    }
  }

  private makeLoader(readBlock: ReadBlock): Load {
    const blocks = new Map<number, Promise<Uint8Array>>();
    return async (leaf) => {
      const { block = 0, index = 0 } = this.places[leaf] ?? {};
      const reading = blocks.get(block) ?? readBlock(block);
      blocks.set(block, reading);
      return this.place(leaf, decodeBlock(await reading).data[index] ?? new Uint8Array());
    };
  }

  private place(leaf: number, envelope: Uint8Array): ChosenTransaction {
    const { block = 0, index = 0 } = this.places[leaf] ?? {};
    return { block, index, leaf, envelope, transaction: decodeTransaction(envelope) };
  }
}

type Load = (leaf: number) => Promise<ChosenTransaction>;

/** Lists the keys whose policy a transaction sets or ends. */
function listSetKeys({ writes, policies }: StateAccess): readonly string[] {
  return [...policies.map(({ key }) => key), ...writes.filter(({ value }) => value === undefined).map(({ key }) => key)];
}

function addLeaf(map: Map<string, number[]>, name: string, leaf: number): void {
  const list = map.get(name);
  if (list) list.push(leaf);
  else map.set(name, [leaf]);
}
