import { status } from '@grpc/grpc-js';
import { GatewayError } from '@hyperledger/fabric-gateway';
import type { FabricNetwork } from '../support/fabric-network';
import { nameCode } from '../support/gateway-connection';
import { ProbeClient, type EndorsedProbe } from '../support/probe-client';
import { TestError } from '../support/test-error';
import { organisations, toMspId, type AnchorCase, type Organisation, type Step, type Submit } from './anchor-case';

const parallelCases = 8;
const failedPrecondition: number = status.FAILED_PRECONDITION;

/** An endorsed transaction, or the reason why it failed. */
type Attempt = EndorsedProbe | { readonly failure: string };

/** Runs cases on a network, several at once, because no two share a key. */
export class CaseRunner {
  private constructor(
    private readonly network: FabricNetwork,
    private readonly clients: ReadonlyMap<Organisation, ProbeClient>,
  ) {}

  static async connect(network: FabricNetwork): Promise<CaseRunner> {
    const clients = new Map<Organisation, ProbeClient>();
    for (const each of organisations) clients.set(each, await ProbeClient.connect(network, toMspId(each)));
    return new CaseRunner(network, clients);
  }

  /** Returns the outcomes of each case's steps, by its title. */
  async runAll(cases: readonly AnchorCase[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const outcomes = new Map<string, readonly string[]>();
    const waiting = [...cases.entries()];
    const work = async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const [index, { title, makeSteps }] = next;
        outcomes.set(title, await this.run(makeSteps(`case-${String(index)}`)));
      }
    };
    await Promise.all(Array.from({ length: parallelCases }, work));
    return outcomes;
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }

  private async run(steps: readonly Step[]): Promise<readonly string[]> {
    const outcomes: string[] = [];
    for (const step of steps) outcomes.push(...(await this.runStep(step)));
    return outcomes;
  }

  private async runStep(step: Step): Promise<readonly string[]> {
    if ('looks' in step) return [JSON.stringify(await this.getClient(step.by).evaluate(step.looks))];
    const submits = 'both' in step ? step.both : [step];
    const endorsed: Attempt[] = [];
    for (const submit of submits) endorsed.push(await this.endorse(submit));
    const outcomes: string[] = [];
    for (const [index, one] of endorsed.entries()) outcomes.push(await this.finish(one, submits[index]?.endorsers === undefined));
    return outcomes;
  }

  /** Orders a transaction, waits for it at every peer, and returns its validation code, with its endorsers if the gateway planned them. */
  private async finish(endorsed: Attempt, isPlanned: boolean): Promise<string> {
    if ('failure' in endorsed) return endorsed.failure;
    const { code, endorsers, blockNumber } = await endorsed.commit();
    await this.network.waitForBlock(BigInt(blockNumber));
    const names = endorsers.map((mspId) => mspId.replace(/MSP$/, ''));
    return isPlanned ? `${nameCode(code)} by ${names.join(', ')}` : nameCode(code);
  }

  private async endorse({ by, operations, endorsers, transient }: Submit): Promise<Attempt> {
    try {
      return await this.getClient(by).prepare(operations, {
        ...(transient && { transient }),
        ...(endorsers && { organisations: endorsers.map(toMspId) }),
      });
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      // Every other failure fails its case, with the reason that the peer gave.
      const reason = error.details.map(({ message }) => message).join('; ');
      return { failure: error.code === failedPrecondition ? 'NO_PLAN' : `${error.message}: ${reason}` };
    }
  }

  private getClient(organisation: Organisation): ProbeClient {
    const client = this.clients.get(organisation);
    if (!client) throw new TestError('NO_SUCH_ORGANISATION', `The cases know no organisation ${organisation}.`);
    return client;
  }
}
