import type { Action, Problem, ValidTransaction } from '@databund/ledger-verifier';
import { hashBytes } from '@databund/model';
import { describeError } from '../audit-error';
import { decodeText } from '../bytes';
import { describeActor } from '../change-signer';
import { exchangeChaincode } from '../exchange-chaincode';
import type { LedgerState } from '../invariants/ledger-state';
import { compareAction, hasWritten } from './compare-action';
import { DefinitionHistory, lifecycle } from './definition-history';
import type { DifferenceCode } from './difference';
import { judgeLifecycle } from './judge-lifecycle';
import { PrivateHashes } from './private-hashes';
import { replayCall } from './replay-call';
import type { Rules } from './rules';
import { rulesByVersion } from './rules-by-version';

/** The ways in which a transaction may not be what the rules make of its call. */
export type ReplayCode =
  | DifferenceCode
  | 'VERSION_UNKNOWN'
  | 'VERSION_NOT_IN_FORCE'
  | 'FUNCTION_UNKNOWN'
  | 'ARGUMENTS_MALFORMED'
  | 'CREATOR_UNREADABLE'
  | 'REFUSED'
  | 'QUERY_WRITES'
  | 'REPLAY_FAILED';

/** One finding about one transaction. */
type Finding = Pick<Problem<ReplayCode>, 'code' | 'key' | 'details'>;

/** The result of a replay of every call. */
export interface ReplayReport {
  /** Transactions of the exchange that were run again and compared. */
  readonly reExecuted: number;
  /** Calls among them with a transient value that was not disclosed, so that its hash stands for it. */
  readonly checkedByHashOnly: number;
  /** Queries in blocks whose answers were not compared, because they read more than single keys. They wrote nothing. */
  readonly answersNotCompared: number;
  /** The first hundred findings; `findingCount` counts all. */
  readonly findings: readonly Problem<ReplayCode>[];
  readonly findingCount: number;
}

/** Options of a replay. */
export interface ReExecutorOptions {
  /** The name of the exchange's chaincode; `databund` by default. */
  readonly chaincode?: string;
  /** Texts of transient values that the auditor was given, such as price slips. */
  readonly disclosed?: readonly string[];
  /** Rules by the version of the chaincode's definition; those of this package by default. */
  readonly rules?: Readonly<Record<string, Rules>>;
}

const keptFindings = 100;

/**
 * Runs every valid transaction of the exchange again, by the rules of its version on the state before it, and compares all that it read,
 * wrote, emitted and answered. It believes flags and signatures: `verifyLedger` verifies those.
 */
export class ReExecutor {
  private readonly chaincode: string;
  private readonly rules: Readonly<Record<string, Rules>>;
  private readonly disclosed: ReadonlyMap<string, string>;
  private readonly definitions: DefinitionHistory;
  private readonly hashes = new PrivateHashes();
  private readonly findings: Problem<ReplayCode>[] = [];
  private findingCount = 0;
  private reExecuted = 0;
  private checkedByHashOnly = 0;
  private answersNotCompared = 0;

  constructor({ chaincode = exchangeChaincode, disclosed = [], rules = rulesByVersion }: ReExecutorOptions = {}) {
    this.chaincode = chaincode;
    this.rules = rules;
    this.disclosed = new Map(disclosed.map((text) => [hashBytes(text).value, text]));
    this.definitions = new DefinitionHistory(chaincode);
  }

  /** Judges the next valid transaction. @param state the public state before it */
  async inspect(valid: ValidTransaction, state: LedgerState): Promise<void> {
    const { transaction, block, index } = valid;
    const { action, txId } = transaction;
    if (!action) return;
    for (const finding of await this.judge(valid, action, state))
      this.report({ ...finding, block, transaction: txId, ...describeActor(valid) });
    const closed = action.accesses.filter(({ namespace, collection }) => namespace === this.chaincode && collection !== '');
    this.hashes.apply(closed, `${block}.${index}`);
    try {
      this.definitions.apply(action.accesses, block);
    } catch (error) {
      this.report({ code: 'REPLAY_FAILED', details: describeError(error), block, transaction: txId, ...describeActor(valid) });
    }
  }

  getReport(): ReplayReport {
    const { reExecuted, checkedByHashOnly, answersNotCompared, findings, findingCount } = this;
    return { reExecuted, checkedByHashOnly, answersNotCompared, findings, findingCount };
  }

  private async judge(valid: ValidTransaction, action: Action, state: LedgerState): Promise<readonly Finding[]> {
    if (action.chaincode === lifecycle) return judgeLifecycle(action, valid.config.membership.findSigner(valid.transaction.creator)?.mspId);
    if (action.chaincode !== this.chaincode) return this.judgeForeign(action);
    const stale = this.judgeVersion(action, valid.block);
    const rules = Object.hasOwn(this.rules, action.version) ? this.rules[action.version] : undefined;
    if (!rules) return [...stale, { code: 'VERSION_UNKNOWN', details: `no rules for version ${JSON.stringify(action.version)}` }];
    return [...stale, ...(await this.replay(valid, action, { rules, state }))];
  }

  /** Rejects what another chaincode writes into the state of the exchange or of definitions, for none of their rules decided it. */
  private judgeForeign({ accesses, chaincode }: Action): readonly Finding[] {
    return accesses
      .filter((access) => [this.chaincode, lifecycle].includes(access.namespace) && hasWritten(access))
      .map(({ namespace, writes, policies }) => {
        const key = [...writes, ...policies][0]?.key ?? '';
        return { code: 'NAMESPACE_FOREIGN', key, details: `written by chaincode ${chaincode}, ${namespace} expected` };
      });
  }

  private judgeVersion({ version }: Action, block: number): readonly Finding[] {
    if (this.definitions.mayRun(version, block)) return [];
    const details = `version ${JSON.stringify(version)}, ${JSON.stringify(this.definitions.version ?? 'none')} expected from the definition`;
    return [{ code: 'VERSION_NOT_IN_FORCE', details }];
  }

  private async replay(
    { transaction }: ValidTransaction,
    action: Action,
    { rules, state }: { readonly rules: Rules; readonly state: LedgerState },
  ): Promise<readonly Finding[]> {
    const [called, input, ...others] = action.args.map(decodeText);
    if (isLibraryCall(action)) return [];
    const declaration = rules.functions.get(called ?? '');
    if (!declaration) return [{ code: 'FUNCTION_UNKNOWN', details: `function ${JSON.stringify(called ?? '')} is called` }];
    if (action.args.length !== 2) return [{ code: 'ARGUMENTS_MALFORMED', details: `${String(others.length + 1)} arguments, 1 expected` }];
    const written = declaration.kind === 'evaluate' ? action.accesses.filter(hasWritten) : [];
    if (written.length > 0)
      return written.map(({ writes }) => ({
        code: 'QUERY_WRITES',
        key: writes[0]?.key ?? '',
        details: `written by the query ${declaration.name}`,
      }));
    try {
      const replay = await replayCall(
        { transaction, action, rules, declaration, input },
        { state, hashes: this.hashes, disclosed: this.disclosed },
      );
      if ('refusal' in replay) return [{ code: replay.refusal, details: `${declaration.name}: ${replay.details}` }];
      this.count(replay);
      return compareAction(action, replay.expected);
    } catch (error) {
      return [{ code: 'REPLAY_FAILED', details: describeError(error) }];
    }
  }

  private count({ expected, isByHashOnly }: { readonly expected: { readonly response: unknown }; readonly isByHashOnly: boolean }): void {
    if (expected.response === undefined) this.answersNotCompared += 1;
    else this.reExecuted += 1;
    if (isByHashOnly) this.checkedByHashOnly += 1;
  }

  private report(finding: Problem<ReplayCode>): void {
    this.findingCount += 1;
    if (this.findings.length < keptFindings) this.findings.push(finding);
  }
}

/**
 * Functions that no rule of the exchange decides: those that Fabric's contract library answers by itself (a call without arguments, and its
 * metadata), and the one that tells observers of key policies.
 */
const libraryFunctions: ReadonlySet<string | undefined> = new Set(['', 'org.hyperledger.fabric:GetMetadata', 'policy:ReadKeyPolicies']);

/** Returns whether a call asked only the library and left no trace. The chaincode cannot refuse it, and it says nothing. */
function isLibraryCall({ args: [name = new Uint8Array()], accesses, eventName, event }: Action): boolean {
  return libraryFunctions.has(decodeText(name)) && !accesses.some(hasWritten) && eventName === '' && event.length === 0;
}
