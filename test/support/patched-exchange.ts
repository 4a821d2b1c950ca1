import { createPrivateKey } from 'node:crypto';
import type { Transaction } from '@hyperledger/fabric-gateway';
import { checkInvariants } from '@databund/audit';
import type { AnswerOf } from '@databund/model';
import { Exchange, newId, type Member } from './exchange';
import { termsWith } from './listings';
import { orderedAs } from './patched-call';
import { ProbeClient } from './probe-client';

/** Somebody at each organisation’s peer, so that what one has committed can be waited for at all. */
const connected = { ExchangeMSP: 'operator', ProviderMSP: 'provider', BuyerMSP: 'buyer', RegulatorMSP: 'auditor' } as const;
/** The organisations that run peers. */
export const organisations = Object.keys(connected);

/** An exchange in which some organisations’ peers run a chaincode that writes whatever it is told besides. */
export class PatchedExchange {
  private constructor(
    readonly exchange: Exchange,
    private readonly clients: ReadonlyMap<string, ProbeClient>,
  ) {}

  static async open(patchedAt: readonly string[]): Promise<PatchedExchange> {
    const exchange = await Exchange.open({ patchedAt });
    const clients = new Map<string, ProbeClient>();
    for (const [mspId, name] of Object.entries(connected)) clients.set(mspId, await clientAs(exchange, exchange.members[name]));
    return new PatchedExchange(exchange, clients);
  }

  async close(): Promise<void> {
    for (const client of this.clients.values()) client.close();
    await this.exchange.close();
  }

  /** Who calls at an organisation’s peer. */
  clientAt(mspId: string): ProbeClient {
    const client = this.clients.get(mspId);
    if (!client) throw new Error(`nobody is at ${mspId}`);
    return client;
  }

  /** A request upon a listing that every peer knows of. */
  async request(listing: string): Promise<AnswerOf<'RequestAuthorisation'>> {
    const asked = { id: newId('aut'), listing, version: 1, terms: termsWith() };
    const answer = await this.exchange.members.buyer.call('RequestAuthorisation', asked);
    await this.everywhere(answer.change.txId);
    return answer;
  }

  /** Waits until every peer has a transaction, and answers the number of its block. */
  async everywhere(txId: string): Promise<number> {
    const { channel } = this.exchange.network.connectionProfile;
    const found = await Promise.all([...this.clients.values()].map((client) => client.commitOf(channel, txId).getStatus()));
    return Number(found[0]?.blockNumber);
  }

  /** Orders a transaction, and answers how it was marked when every peer has it. */
  async flagOf(transaction: Transaction): Promise<string> {
    const flag = await orderedAs(transaction);
    await this.everywhere(transaction.getTransactionId());
    return flag;
  }

  /** Every block until a transaction, from the regulator’s peer, which is honest. */
  async blocksUntil(txId: string): Promise<readonly Uint8Array[]> {
    const last = await this.everywhere(txId);
    const blocks: Uint8Array[] = [];
    const stream = await this.clientAt('RegulatorMSP').network.getBlockEvents({ startBlock: 0n });
    for await (const block of stream) {
      blocks.push(block.serializeBinary());
      if (block.getHeader()?.getNumber() === last) break;
    }
    stream.close();
    return blocks;
  }
}

/** The numbers of the invariants that an auditor finds broken. */
export async function brokenIn(blocks: readonly Uint8Array[]): Promise<readonly number[]> {
  return (await checkInvariants(blocks)).filter(({ violationCount }) => violationCount > 0).map(({ number }) => number);
}

function clientAs({ network }: Exchange, { credentials: { mspId, certificate, keyPem } }: Member): Promise<ProbeClient> {
  const identity = { mspId, certificate: Buffer.from(certificate), privateKey: createPrivateKey(keyPem) };
  return ProbeClient.connect(network, mspId, { identity });
}
