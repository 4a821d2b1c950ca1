import type { Transaction } from '@hyperledger/fabric-gateway';
import { common, peer } from '@hyperledger/fabric-protos';
import { Refusal, functionOf, toCanonicalJson } from '@databund/chaincode/model';
import type { HeldIdentity } from '../identity/wallet';
import type { CommitOutcome, CommitStream } from './commit-stream';
import type { ConnectionProfile } from './connection-profile';
import { isUnreachable, refusalOfFailure } from './fabric-failures';
import type { Committed, Ledger, LedgerCall } from './ledger';
import { OrganisationConnection } from './organisation-connection';
import { withRetry } from './retry';

const commitTimeoutMs = 30_000;
const submitAttempts = 3;
const { MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT, VALID } = peer.TxValidationCode;

/** The exchange’s chaincode on a Fabric channel; a participant’s calls go only through its own organisation’s peer. */
export class FabricLedger implements Ledger {
  private readonly connections = new Map<string, OrganisationConnection>();

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

  submit(call: LedgerCall): Promise<Committed> {
    return withRetry(() => this.submitOnce(call));
  }

  async evaluate({ transaction, command, as }: LedgerCall): Promise<unknown> {
    try {
      const options = { arguments: [toCanonicalJson(command)], endorsingOrganizations: [as.mspId] };
      return parse(await this.contractAs(as).evaluate(functionOf(transaction), options));
    } catch (error) {
      throw refusalOfFailure(error);
    }
  }

  async height(as: HeldIdentity): Promise<number> {
    const info = common.BlockchainInfo.deserializeBinary(await this.systemQuery(as, 'GetChainInfo', []));
    return info.getHeight();
  }

  block(as: HeldIdentity, number: number): Promise<Uint8Array> {
    return this.systemQuery(as, 'GetBlockByNumber', [String(number)]);
  }

  close(): void {
    for (const connection of this.connections.values()) connection.close();
  }

  private async submitOnce({ transaction, command, as, transient }: LedgerCall): Promise<Committed> {
    const commits = this.connectionOf(as).commits(as);
    const proposal = this.contractAs(as).newProposal(functionOf(transaction), {
      arguments: [toCanonicalJson(command)],
      // Another organisation’s peer must not see what is private to this one.
      ...(transient && { transientData: { transient: toCanonicalJson(transient) }, endorsingOrganizations: [as.mspId] }),
    });
    const endorsed = await proposal.endorse();
    const { flag, blockNumber } = await order(endorsed, commits);
    if (flag === VALID) return { object: parse(endorsed.getResult()), transactionId: endorsed.getTransactionId(), blockNumber };
    if (flag === MVCC_READ_CONFLICT || flag === PHANTOM_READ_CONFLICT)
      throw new Refusal('READ_CONFLICT', { transactionId: endorsed.getTransactionId() });
    throw new Refusal('TRANSACTION_INVALID', { flag: nameOf(flag), transactionId: endorsed.getTransactionId() });
  }

  private async systemQuery(as: HeldIdentity, name: string, more: readonly string[]): Promise<Uint8Array> {
    try {
      const contract = this.connectionOf(as).networkAs(as).getContract('qscc');
      return await contract.evaluate(name, { arguments: [this.profile.channel, ...more], endorsingOrganizations: [as.mspId] });
    } catch (error) {
      throw refusalOfFailure(error);
    }
  }

  private contractAs(as: HeldIdentity) {
    return this.connectionOf(as).networkAs(as).getContract(this.profile.chaincode);
  }

  private connectionOf({ mspId }: HeldIdentity): OrganisationConnection {
    const connection = this.connections.get(mspId);
    if (!connection) throw new Refusal('IDENTITY_NOT_HELD', { mspId });
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
  if (!found) throw new Refusal('OUTCOME_UNKNOWN', { transactionId });
  return found;
}

async function submitEnvelope(endorsed: Transaction): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await endorsed.submit();
      return;
    } catch (error) {
      if (attempt >= submitAttempts || !isUnreachable(error)) throw error;
    }
  }
}

function parse(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

function nameOf(flag: number): string {
  return Object.entries(peer.TxValidationCode).find(([, value]) => value === flag)?.[0] ?? String(flag);
}
