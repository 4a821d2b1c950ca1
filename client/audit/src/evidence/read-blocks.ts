import { hashHeader, type SelectedTransaction, type SelectionVerifier } from '@databund/ledger-verifier';
import type { EvidenceProblem } from './evidence-problem';
import { parsePlace, type PackedTransaction } from './manifest';
import type { Entries } from './pack-file';

const hashLength = 32;

/** Lists the numbers of the blocks in which transactions are, each once, in their order. */
export function listBlocks(transactions: readonly PackedTransaction[]): readonly number[] {
  return [...new Set(transactions.map(({ at }) => parsePlace(at).block))].sort((a, b) => a - b);
}

/** Checks the blocks of a pack against its chain of headers, and their transactions. @throws VerifierError for a block that cannot be read */
export function readBlocks(
  entries: Entries,
  transactions: readonly PackedTransaction[],
  { verifier, problems }: { readonly verifier: SelectionVerifier; readonly problems: EvidenceProblem[] },
): readonly SelectedTransaction[] {
  const dataHashes = entries.get('headers') ?? new Uint8Array();
  const numbers = listBlocks(transactions);
  const expected = ((numbers.at(-1) ?? -1) + 1) * hashLength;
  if (dataHashes.length !== expected)
    problems.push({ code: 'PREVIOUS_HASH', entry: 'headers', details: `${String(dataHashes.length)} bytes, ${String(expected)} expected` });
  const chain = new HeaderChain(dataHashes);
  return numbers.flatMap((number) => {
    const entry = `block/${String(number)}`;
    const block = verifier.verifyBlock(entries.get(entry) ?? new Uint8Array());
    const { previousHash, dataHash } = chain.findNext(number);
    if (block.number !== number)
      problems.push({ code: 'BLOCK_NUMBER', entry, details: `number ${String(block.number)}, ${String(number)} expected` });
    if (Buffer.compare(block.dataHash, dataHash) !== 0)
      problems.push({ code: 'DATA_HASH', entry, details: 'another data hash than in "headers"' });
    if (Buffer.compare(block.previousHash, previousHash) !== 0)
      problems.push({ code: 'PREVIOUS_HASH', entry, details: 'another previous hash than the headers before it give' });
    const selected = transactions.map(({ at }) => parsePlace(at)).filter((place) => place.block === number);
    const found = verifier.verify(
      number,
      selected.map(({ index }) => ({ index, envelope: block.data[index] ?? new Uint8Array() })),
    );
    verifier.verifyNamed(block);
    return found;
  });
}

/** The headers of a ledger from block 0 on, as far as their data hashes are known. */
class HeaderChain {
  private number = 0;
  private previousHash = new Uint8Array();

  constructor(private readonly dataHashes: Uint8Array) {}

  /** Returns what the header of a block must name; numbers must grow. */
  findNext(number: number): { readonly previousHash: Uint8Array; readonly dataHash: Uint8Array } {
    for (; this.number < number; this.number += 1)
      this.previousHash = Uint8Array.from(hashHeader(this.number, this.previousHash, this.getDataHash(this.number)));
    return { previousHash: this.previousHash, dataHash: this.getDataHash(number) };
  }

  private getDataHash(number: number): Uint8Array {
    return this.dataHashes.subarray(number * hashLength, (number + 1) * hashLength);
  }
}
