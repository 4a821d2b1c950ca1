import type { Transaction } from '@hyperledger/fabric-gateway';
import { peer } from '@hyperledger/fabric-protos';
import { ExchangeError, functionOf, toCanonicalJson } from '@databund/model';
import type { HeldIdentity } from '../identity/wallet';
import type { CommitOutcome, CommitStream } from './commit-stream';
import type { ConnectionProfile } from './connection-profile';
import { isAnswered, isUnreachable, refusalOfFailure } from './fabric-failures';
import type { Committed, Ledger, LedgerCall } from './ledger';
import { OrganisationConnection } from './organisation-connection';
import { jitter, withRetry } from './retry';

const commitTimeoutMs = 30_000;
const submitAttempts = 3;
const { MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT, VALID } = peer.TxValidationCode;

/** The exchange’s chaincode on a Fabric channel; a participant’s calls go only through its own organisation’s peer. */
export class FabricLedger implements Ledger {
  private readonly connections = new Map<string, OrganisationConnection>();
  private wasWritten = true;

  /** Serves the organisations given; all of the profile’s where none is. */
  constructor(
    private readonly profile: ConnectionProfile,
    organisations: readonly string[] = Object.keys(profile.organisations),
  ) {
    for (const mspId of organisations) {
      const organisation = profile.organisations[mspId];
      if (!organisation) throw new Error(`${mspId} is not in the connection profile`);
      this.connections.set(mspId, new OrganisationConnection(profile.channel, organisation));
    }
  }

  get organisations(): readonly string[] {
    return [...this.connections.keys()];
  }

  get takesWrites(): boolean {
    return this.wasWritten;
  }

  submit(call: LedgerCall): Promise<Committed> {
    return withRetry(() => this.submitOnce(call));
  }

  async evaluate({ transaction, command, as }: LedgerCall): Promise<unknown> {
    const options = { arguments: [toCanonicalJson(command)], endorsingOrganizations: [as.mspId] };
    return parse(await asked(() => this.connectionOf(as).ask(() => this.contractAs(as).evaluate(functionOf(transaction), options))));
  }

  height(as: HeldIdentity): Promise<number> {
    return asked(() => this.connectionOf(as).height(as));
  }

  block(as: HeldIdentity, number: number): Promise<Uint8Array> {
    return asked(() => this.connectionOf(as).block(as, number));
  }

  close(): void {
    for (const connection of this.connections.values()) connection.close();
  }

  private async submitOnce({ transaction, command, as, transient }: LedgerCall): Promise<Committed> {
    const connection = this.connectionOf(as);
    const proposal = this.contractAs(as).newProposal(functionOf(transaction), {
      arguments: [toCanonicalJson(command)],
      // Another organisation’s peer must not see what is private to this one.
      ...(transient && { transientData: { transient: toCanonicalJson(transient) }, endorsingOrganizations: [as.mspId] }),
    });
    const endorsed = await asked(() => connection.ask(() => proposal.endorse()), { isOneAsked: transient !== undefined });
    const { flag, blockNumber } = await this.noting(order(endorsed, connection.commits(as)));
    if (flag === VALID) return { object: parse(endorsed.getResult()), transactionId: endorsed.getTransactionId(), blockNumber };
    if (flag === MVCC_READ_CONFLICT || flag === PHANTOM_READ_CONFLICT)
      throw new ExchangeError('READ_CONFLICT', { transactionId: endorsed.getTransactionId() });
    throw new ExchangeError('TRANSACTION_INVALID', { flag: nameOf(flag), transactionId: endorsed.getTransactionId() });
  }

  private async noting(ordered: Promise<CommitOutcome>): Promise<CommitOutcome> {
    try {
      const outcome = await ordered;
      this.wasWritten = true;
      return outcome;
    } catch (error) {
      if (isUnreachable(error) || error instanceof ExchangeError) this.wasWritten = false; // Others are of the envelope alone.
      throw error;
    }
  }

  private contractAs(as: HeldIdentity) {
    return this.connectionOf(as).networkAs(as).getContract(this.profile.chaincode);
  }

  private connectionOf({ mspId }: HeldIdentity): OrganisationConnection {
    const connection = this.connections.get(mspId);
    if (!connection) throw new ExchangeError('IDENTITY_NOT_HELD', { mspId });
    return connection;
  }
}

/** Sends an endorsed transaction and learns how it came out. The same envelope may be sent again: Fabric commits it once. */
async function order(endorsed: Transaction, commits: CommitStream): Promise<CommitOutcome> {
  const transactionId = endorsed.getTransactionId();
  const { outcome, forget } = await commits.expect(transactionId, commitTimeoutMs);
  try {
    await submitEnvelope(endorsed);
  } catch (error) {
    forget();
    throw error;
  }
  const found = await outcome;
  if (!found) throw new ExchangeError('OUTCOME_UNKNOWN', { transactionId });
  return found;
}

/** @throws OUTCOME_UNKNOWN where nobody says whether it was taken */
async function submitEnvelope(endorsed: Transaction): Promise<void> {
  let wasAnswered = true;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await endorsed.submit();
      return;
    } catch (error) {
      wasAnswered &&= isAnswered(error);
      if (attempt < submitAttempts && isUnreachable(error)) await jitter(attempt);
      else if (wasAnswered) throw error;
      else throw new ExchangeError('OUTCOME_UNKNOWN', { transactionId: endorsed.getTransactionId() });
    }
  }
}

async function asked<T>(question: () => Promise<T>, { isOneAsked = true } = {}): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw refusalOfFailure(error, { isOneAsked });
  }
}

function parse(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

function nameOf(flag: number): string {
  return Object.entries(peer.TxValidationCode).find(([, value]) => value === flag)?.[0] ?? String(flag);
}
