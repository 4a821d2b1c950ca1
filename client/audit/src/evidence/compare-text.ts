import { EvidenceError } from './evidence-error';
import type { LedgerIndex, ReadBlock } from './ledger-index';
import { isSubject, type Subject } from './manifest';
import { formatSubject } from './read-checkpoint';
import { parseCheckpointText, type Checkpoint } from './signed-note';

/** The answer of a ledger about a text that it is asked to sign: `ahead` if it has too few blocks to know. */
export type Comparison = 'same' | 'different' | 'ahead';

/** Compares the text of a checkpoint, or of the list of an object's transactions, with what a ledger says itself. */
export async function compareText(text: string, index: LedgerIndex, readBlock: ReadBlock): Promise<Comparison> {
  const read = parseCheckpointText(text);
  if (!read) return 'different';
  const { origin } = index;
  if (read.origin === origin) return compareTree(read, index);
  const asked = parseList(read.origin.startsWith(`${origin}/subject/`) ? read.origin.slice(origin.length) : '');
  if (!asked || asked.chaincode !== index.chaincode) return 'different';
  if (asked.height > index.height) return 'ahead';
  return (await listAs(asked, index, readBlock)) === text ? 'same' : 'different';
}

function compareTree({ size, root }: Checkpoint, { tree }: LedgerIndex): Comparison {
  if (size > tree.size) return 'ahead';
  return size > 0 && Buffer.from(tree.computeRoot(size)).equals(root) ? 'same' : 'different';
}

interface AskedList {
  readonly subject: Subject;
  readonly chaincode: string;
  readonly height: number;
}

function parseList(name: string): AskedList | undefined {
  const [, kind = '', id = '', chaincode = '', height = ''] = /^\/subject\/([^/]+)\/([^/]+)\/([^/]+)\/([1-9]\d{0,14})$/.exec(name) ?? [];
  const subject = { kind, id };
  return isSubject(subject) ? { subject, chaincode, height: Number(height) } : undefined;
}

/** Writes the list of an object's transactions as this ledger has them; `undefined` if it has none. */
async function listAs(asked: AskedList, index: LedgerIndex, readBlock: ReadBlock): Promise<string | undefined> {
  try {
    const chosen = await index.select(asked.subject, readBlock, asked.height);
    const leaves = chosen.map(({ leaf }) => index.tree.getLeaf(leaf));
    return formatSubject({ ...asked, origin: index.origin }, leaves);
  } catch (error) {
    if (error instanceof EvidenceError) return undefined;
    throw error;
  }
}
