import { createPrivateKey } from 'node:crypto';
import type { Transaction } from '@hyperledger/fabric-gateway';
import { checkInvariants, ReExecutor, type ReplayReport } from '@databund/audit';
import type { AnswerOf } from '@databund/model';
import { Exchange, makeId, type Member } from './exchange';
import { makeTerms } from './listings';
import { orderTransaction } from './patched-call';
import { TestError } from './test-error';
import { ProbeClient } from './probe-client';

/** A client at the peer of each organisation, through which a test waits for a commit there. */
const connected = { ExchangeMSP: 'operator', ProviderMSP: 'provider', BuyerMSP: 'buyer', RegulatorMSP: 'auditor' } as const;
/** The organisations that run peers. */
export const organisations = Object.keys(connected);

/** An exchange in which the peers of some organisations run a chaincode that adds writes to a transaction. */
export class PatchedExchange {
  private constructor(
    readonly exchange: Exchange,
    private readonly clients: ReadonlyMap<string, ProbeClient>,
  ) {}

  static async open(patchedAt: readonly string[]): Promise<PatchedExchange> {
    const exchange = await Exchange.open({ patchedAt });
    const clients = new Map<string, ProbeClient>();
    for (const [mspId, name] of Object.entries(connected)) clients.set(mspId, await connectAs(exchange, exchange.members[name]));
    return new PatchedExchange(exchange, clients);
  }

  async close(): Promise<void> {
    for (const client of this.clients.values()) client.close();
    await this.exchange.close();
  }

  /** Returns the client at an organisation's peer. @throws TestError NO_SUCH_ORGANISATION */
  getClient(mspId: string): ProbeClient {
    const client = this.clients.get(mspId);
    if (!client) throw new TestError('NO_SUCH_ORGANISATION', `No client is at the peer of ${mspId}.`);
    return client;
  }

  /** Requests access to a listing, and waits until every peer has the request. */
  async request(listing: string): Promise<AnswerOf<'RequestAuthorisation'>> {
    const asked = { id: makeId('aut'), listing, version: 1, terms: makeTerms() };
    const answer = await this.exchange.members.buyer.call('RequestAuthorisation', asked);
    await this.waitEverywhere(answer.change.txId);
    return answer;
  }

  /** Waits until every peer has a transaction, and returns the number of its block. */
  async waitEverywhere(txId: string): Promise<number> {
    const { channel } = this.exchange.network.connectionProfile;
    const found = await Promise.all([...this.clients.values()].map((client) => client.commitOf(channel, txId).getStatus()));
    return Number(found[0]?.blockNumber);
  }

  /** Submits a transaction, waits until every peer has it, and returns its validation code. */
  async order(transaction: Transaction): Promise<string> {
    const flag = await orderTransaction(transaction);
    await this.waitEverywhere(transaction.getTransactionId());
    return flag;
  }

  /** Reads every block up to a transaction from the regulator's peer, which is never patched. */
  async readBlocks(txId: string): Promise<readonly Uint8Array[]> {
    const last = await this.waitEverywhere(txId);
    return this.getClient('RegulatorMSP').readBlocks(last);
  }
}

/** Returns the numbers of the invariants that the auditor finds violated. */
export async function findViolations(blocks: readonly Uint8Array[]): Promise<readonly number[]> {
  return (await checkInvariants(blocks)).filter(({ violationCount }) => violationCount > 0).map(({ number }) => number);
}

/** Returns what the auditor finds by running every call again. */
export async function replayCalls(blocks: readonly Uint8Array[]): Promise<ReplayReport> {
  const reExecutor = new ReExecutor();
  await checkInvariants(blocks, { reExecutor });
  return reExecutor.getReport();
}

/** Connects to the peer of a member's organisation as that member. */
export function connectAs({ network }: Exchange, { credentials: { mspId, certificate, keyPem } }: Member): Promise<ProbeClient> {
  const identity = { mspId, certificate: Buffer.from(certificate), privateKey: createPrivateKey(keyPem) };
  return ProbeClient.connect(network, mspId, { identity });
}
