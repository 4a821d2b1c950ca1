import { byteClasses, classifyFields, type ByteClass, type FieldPlace } from './byte-classes';
import { chooseChange } from './change-field';
import type { Random } from './random';
import { repairDataHash, signAgain } from './sign-again';
import type { Source } from './sources';
import { encodeFields, parseFields, replaceField, type WireField } from './wire-tree';

/** What the forger could do after the change: nothing, correct the data hash, or have the orderer sign all blocks again. */
export type Power = 'none' | 'data-hash' | 'orderer';

/** One changed ledger. */
export interface Mutation {
  readonly source: Source;
  readonly byteClass: ByteClass;
  readonly block: number;
  /** Numbers of the fields that lead to the change, such as `2.1.1`. */
  readonly place: string;
  readonly change: string;
  readonly power: Power;
  readonly blocks: readonly Uint8Array[];
}

/** The fields of one block by class. */
interface ReadBlock {
  readonly fields: readonly WireField[];
  readonly classes: ReadonlyMap<ByteClass, readonly FieldPlace[]>;
}

/** Makes mutations of some ledgers; the same seed gives the same places and changes. */
export class MutationMaker {
  private readonly read = new Map<Uint8Array, ReadBlock>();

  constructor(
    private readonly sources: readonly Source[],
    private readonly random: Random,
  ) {}

  /** Makes the next mutation; one that leaves the bytes as they were is made again. The class is drawn first, each as likely. */
  make(): Mutation {
    for (;;) {
      const mutation = this.tryMake();
      if (mutation) return mutation;
    }
  }

  private tryMake(): Mutation | undefined {
    const { random } = this;
    const byteClass = random.pick(byteClasses);
    const source = random.pick(this.sources);
    const candidates = [...source.blocks.keys()].filter((number) => this.listPlaces(source, number, byteClass).length > 0);
    if (candidates.length === 0) return undefined;
    const block = random.pick(candidates);
    const { path, field } = random.pick(this.listPlaces(source, block, byteClass));
    const { name, change } = chooseChange(field, random);
    const original = source.blocks[block] ?? new Uint8Array();
    const { fields } = this.readBlock(original);
    const changed = Uint8Array.from(encodeFields(replaceField(fields, path, (each) => change(each, random))));
    if (Buffer.compare(changed, original) === 0) return undefined;
    const blocks = source.blocks.map((bytes, number) => (number === block ? changed : bytes));
    const power = random.pick(listPowers(byteClass, source));
    const place = describePath(fields, path);
    return { source, byteClass, block, place, change: name, ...applyPower(blocks, block, { source, power }) };
  }

  private listPlaces({ blocks }: Source, number: number, byteClass: ByteClass): readonly FieldPlace[] {
    return this.readBlock(blocks[number] ?? new Uint8Array()).classes.get(byteClass) ?? [];
  }

  private readBlock(bytes: Uint8Array): ReadBlock {
    const known = this.read.get(bytes);
    if (known) return known;
    const fields = parseFields(bytes) ?? [];
    const read = { fields, classes: classifyFields(fields) };
    this.read.set(bytes, read);
    return read;
  }
}

/** Lists the powers of a forger. To sign again undoes a change of the header or of the signatures. */
function listPowers(byteClass: ByteClass, { orderer }: Source): readonly Power[] {
  if (byteClass === 'header' || byteClass === 'metadata') return ['none'];
  return orderer ? ['none', 'data-hash', 'orderer'] : ['none', 'data-hash'];
}

interface Forger {
  readonly source: Source;
  readonly power: Power;
}

/** Repairs what the forger can repair; a block that cannot be read any more stays as it is. */
function applyPower(blocks: readonly Uint8Array[], block: number, { source, power }: Forger): Pick<Mutation, 'blocks' | 'power'> {
  try {
    if (power === 'orderer' && source.orderer) return { power, blocks: signAgain(blocks, block, source.orderer) };
    if (power === 'data-hash') return { power, blocks: blocks.map((bytes, number) => (number === block ? repairDataHash(bytes) : bytes)) };
  } catch {
    // The library of the messages cannot read the block, so nothing can be repaired in it.
  }
  return { power: 'none', blocks };
}

function describePath(fields: readonly WireField[], path: readonly number[]): string {
  const numbers: number[] = [];
  let at: readonly WireField[] = fields;
  for (const position of path) {
    const field = at[position];
    numbers.push(field?.number ?? 0);
    at = field?.fields ?? [];
  }
  return numbers.join('.');
}
