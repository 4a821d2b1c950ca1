import { InvariantChecker, ReExecutor } from '@databund/audit';
import { BlockReader } from '@databund/ledger-verifier';

/** The transactions that an audit names, by their ids, each with one reason. */
export type Audited = ReadonlyMap<string, string>;

/** Notes every transaction that the rules would not have made. */
class NotingExecutor extends ReExecutor {
  readonly found = new Map<string, string>();

  override async inspect(...inspected: Parameters<ReExecutor['inspect']>): Promise<void> {
    const { txId } = inspected[0].transaction;
    const before = this.getReport();
    await super.inspect(...inspected);
    const after = this.getReport();
    if (after.findingCount === before.findingCount) return;
    const finding = after.findings.find(({ transaction }) => transaction === txId);
    this.found.set(txId, finding ? `${finding.code}: ${finding.details}` : 'the rules make something else of the call');
  }
}

/**
 * Audits blocks: runs every call again, and checks the invariants. A violation of an invariant counts for every valid transaction of its
 * block, because the checker names only the first ones.
 */
export async function auditBlocks(blocks: readonly Uint8Array[]): Promise<Audited> {
  const reExecutor = new NotingExecutor();
  const checker = new InvariantChecker({ reExecutor });
  const reader = new BlockReader();
  const violated = new Map<string, string>();
  for (const block of blocks) {
    const before = countViolations(checker);
    await checker.checkBlock(block);
    const { transactions } = reader.read(block);
    const numbers = [...countViolations(checker)].flatMap(([number, count]) => (count === before.get(number) ? [] : [String(number)]));
    if (numbers.length > 0) for (const { transaction } of transactions) violated.set(transaction.txId, `invariant ${numbers.join(', ')}`);
  }
  return new Map([...violated, ...reExecutor.found]);
}

function countViolations(checker: InvariantChecker): ReadonlyMap<number, number> {
  return new Map(checker.getResults().map(({ number, violationCount }) => [number, violationCount]));
}
