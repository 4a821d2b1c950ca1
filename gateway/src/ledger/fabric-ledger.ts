import { peer } from '@hyperledger/fabric-protos';
import { ExchangeError, nameFunction, toCanonicalJson } from '@databund/model';
import { GatewayError } from '../gateway-error';
import type { HeldIdentity } from '../identity/wallet';
import type { CommitOutcome } from './commit-stream';
import type { ConnectionProfile } from './connection-profile';
import { isUnreachable, toExchangeError } from './fabric-failures';
import type { BlockStream, Committed, Ledger, LedgerCall } from './ledger';
import { OrganisationConnection } from './organisation-connection';
import { withRetry } from './retry';
import { sendToOrderer } from './send-to-orderer';

const { MVCC_READ_CONFLICT, PHANTOM_READ_CONFLICT, VALID } = peer.TxValidationCode;

/** The exchange's chaincode on a Fabric channel. Calls of a participant go only through the peer of its own organisation. */
export class FabricLedger implements Ledger {
  private readonly connections = new Map<string, OrganisationConnection>();
  private wasWritten = true;

  /** Serves the given organisations; by default, all of the profile. @throws ORGANISATION_UNKNOWN */
  constructor(
    private readonly profile: ConnectionProfile,
    organisations: readonly string[] = Object.keys(profile.organisations),
  ) {
    for (const mspId of organisations) {
      const organisation = profile.organisations[mspId];
      if (!organisation) throw createUnknownOrganisationError(mspId, profile);
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
    return parseJson(
      await translate(() => this.getConnection(as).ask(() => this.getContract(as).evaluate(nameFunction(transaction), options))),
    );
  }

  readHeight(as: HeldIdentity): Promise<number> {
    return translate(() => this.getConnection(as).height(as));
  }

  block(as: HeldIdentity, number: number): Promise<Uint8Array> {
    return translate(() => this.getConnection(as).block(as, number));
  }

  streamBlocks(as: HeldIdentity, from: number): Promise<BlockStream> {
    return translate(() => this.getConnection(as).streamBlocks(as, from));
  }

  close(): void {
    for (const connection of this.connections.values()) connection.close();
  }

  private async submitOnce({ transaction, command, as, transient }: LedgerCall): Promise<Committed> {
    const connection = this.getConnection(as);
    const proposal = this.getContract(as).newProposal(nameFunction(transaction), {
      arguments: [toCanonicalJson(command)],
      // Peers of other organisations must not see a transient value.
      ...(transient && { transientData: { transient: toCanonicalJson(transient) }, endorsingOrganizations: [as.mspId] }),
    });
    const endorsed = await translate(() => connection.ask(() => proposal.endorse()), { isOneAsked: transient !== undefined });
    const { flag, blockNumber } = await this.noteWritten(sendToOrderer(endorsed, connection.readCommits(as)));
    const transactionId = endorsed.getTransactionId();
    if (flag === VALID) return { object: parseJson(endorsed.getResult()), transactionId, blockNumber };
    if (flag === MVCC_READ_CONFLICT || flag === PHANTOM_READ_CONFLICT) throw new ExchangeError('READ_CONFLICT', { transactionId });
    throw new ExchangeError('TRANSACTION_INVALID', { flag: nameOf(flag), transactionId });
  }

  private async noteWritten(sent: Promise<CommitOutcome>): Promise<CommitOutcome> {
    try {
      const outcome = await sent;
      this.wasWritten = true;
      return outcome;
    } catch (error) {
      if (isUnreachable(error) || error instanceof ExchangeError) this.wasWritten = false; // Other errors concern only this envelope.
      throw error;
    }
  }

  private getContract(as: HeldIdentity) {
    return this.getConnection(as).getNetwork(as).getContract(this.profile.chaincode);
  }

  private getConnection({ mspId }: HeldIdentity): OrganisationConnection {
    const connection = this.connections.get(mspId);
    if (!connection) throw new ExchangeError('IDENTITY_NOT_HELD', { mspId });
    return connection;
  }
}

async function translate<T>(ask: () => Promise<T>, { isOneAsked = true } = {}): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw toExchangeError(error, { isOneAsked });
  }
}

function createUnknownOrganisationError(mspId: string, { organisations }: ConnectionProfile): GatewayError {
  const known = Object.keys(organisations).join(', ');
  return new GatewayError('ORGANISATION_UNKNOWN', `${JSON.stringify(mspId)} is not in the connection profile, which has ${known}.`);
}

function parseJson(bytes: Uint8Array): unknown {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

function nameOf(flag: number): string {
  return Object.entries(peer.TxValidationCode).find(([, value]) => value === flag)?.[0] ?? String(flag);
}
