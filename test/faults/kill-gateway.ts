import { setTimeout as sleep } from 'node:timers/promises';
import { Type } from '@sinclair/typebox';
import { makeContent } from '../support/listings';
import { parseJson } from '../support/json';
import { TestError } from '../support/test-error';
import type { FaultedGateway } from './faulted-gateway';

/** The result of kills under load. */
export interface KillCounts {
  readonly kills: number;
  /** Writes that were answered with 201. */
  readonly accepted: number;
  /** Accepted writes that the ledger does not have, or whose answer is another one when they are sent again. */
  readonly lost: number;
  /** Objects that the ledger has beyond one for each write, or that were written twice. */
  readonly doubled: number;
  /** Requests that got no answer, because the gateway was killed. */
  readonly brokenOff: number;
}

const workers = 4;
const retryMs = 20;
const Answer = Type.Object({ object: Type.Object({ id: Type.String(), revision: Type.Integer() }), transactionId: Type.String() });
const Page = Type.Object({
  items: Type.Array(Type.Object({ id: Type.String(), revision: Type.Integer() })),
  next: Type.Optional(Type.String()),
});

/** Kills a gateway again and again while clients write with idempotency keys and send again what was not answered. */
export async function killGateway(gateway: FaultedGateway, kills: number, onKill: (count: number) => void): Promise<KillCounts> {
  const load = new Load(gateway);
  const running = Array.from({ length: workers }, (_, worker) => load.run(`worker ${String(worker)}`));
  for (let count = 1; count <= kills; count += 1) {
    await Promise.race([load.waitForAnswer(), ...running]);
    await sleep(Math.random() * 120); // At any moment of the writes that run.
    await gateway.restart();
    onKill(count);
  }
  load.stop();
  await Promise.all(running);
  return { kills, ...(await load.count()), brokenOff: load.brokenOff };
}

/** Clients that write, each the next thing only after the one before was accepted. */
class Load {
  brokenOff = 0;
  private readonly answers = new Map<string, string>();
  private readonly headers: Readonly<Record<string, string>>;
  private isStopped = false;
  private noticeAnswer: () => void = () => undefined;

  constructor(private readonly gateway: FaultedGateway) {
    this.headers = gateway.makeHeaders('provider');
  }

  async run(name: string): Promise<void> {
    for (let count = 0; !this.isStopped; count += 1) {
      const key = `${name} ${String(count)}`;
      this.answers.set(key, await this.sendUntilAccepted(key));
      this.noticeAnswer();
    }
  }

  stop(): void {
    this.isStopped = true;
  }

  /** Resolves at the next answer, so that each kill meets a gateway that works. */
  waitForAnswer(): Promise<void> {
    return new Promise((resolve) => (this.noticeAnswer = resolve));
  }

  /** Sends every write again, and compares the listings of the provider with the answers. */
  async count(): Promise<Pick<KillCounts, 'accepted' | 'lost' | 'doubled'>> {
    const revisions = await this.readRevisions();
    let lost = 0;
    for (const [key, answer] of this.answers) {
      const { object } = parseJson(Answer, answer);
      if (!revisions.has(object.id) || (await this.sendUntilAccepted(key)) !== answer) lost += 1;
    }
    const written = [...revisions.values()].reduce((sum, revision) => sum + revision, 0);
    return { accepted: this.answers.size, lost, doubled: written - this.answers.size };
  }

  private async sendUntilAccepted(key: string): Promise<string> {
    const body = JSON.stringify({ content: makeContent() });
    const headers = { ...this.headers, 'idempotency-key': `"${key}"` };
    for (;;) {
      const answer = await fetch(`${this.gateway.url}/v1/listings`, { method: 'POST', headers, body })
        .then(async (response) => ({ status: response.status, text: await response.text() }))
        .catch(() => undefined);
      if (answer === undefined) this.brokenOff += 1;
      else if (answer.status === 201) return answer.text;
      else if (answer.status < 500 && answer.status !== 409) throw new TestError('UNEXPECTED_ANSWER', answer.text);
      await sleep(retryMs);
    }
  }

  /** Returns the revision of each listing, which counts its writes, as the ledger has it. */
  private async readRevisions(): Promise<ReadonlyMap<string, number>> {
    const found = new Map<string, number>();
    let cursor: string | undefined;
    do {
      const query = new URLSearchParams({
        limit: '100',
        provider: this.gateway.exchange.members.provider.id,
        ...(cursor !== undefined && { cursor }),
      });
      const response = await fetch(`${this.gateway.url}/v1/listings?${query.toString()}`, { headers: this.headers });
      const { items, next } = parseJson(Page, await response.text());
      for (const { id, revision } of items) found.set(id, revision);
      cursor = next;
    } while (cursor !== undefined);
    return found;
  }
}
