import { setInterval } from 'node:timers';
import { Type, type Static } from '@sinclair/typebox';
import { ExchangeError, transactions, type AnyTransaction } from '@databund/model';
import type { Logger } from 'pino';
import { isValid } from '../http/validation';
import type { HeldIdentity, Wallet } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { readAnswer } from '../ledger/read-answer';

const { id, provider, revision, replaces, flow } = transactions.GetDelivery.output.properties;
const Delivery = Type.Object({ id, provider, revision, replaces, flow });
type Delivery = Static<typeof Delivery>;
const Page = Type.Object({ items: Type.Array(Delivery), next: Type.Optional(Type.String()) });
const Replacing = Type.Object({ id, replaces: Type.String() });

/** Replacements that others opened are looked for so often: the delivery period is of hours. */
const sweepMs = 3_600_000;
const pageSize = 200;

/**
 * Records SERVING for every paid replacement of a held provider as soon as it is known, not when its buyer fetches it: else a buyer that
 * names a false hash and never fetches the replacement had its money back.
 */
export class ServeReplacements {
  constructor(
    private readonly ledger: Ledger,
    private readonly wallet: Wallet,
    private readonly log: Pick<Logger, 'debug'>,
  ) {}

  /** Serves the replacement that a submit opened, if this gateway holds its provider. */
  async noticeSubmit({ name }: AnyTransaction, command: object, as: HeldIdentity): Promise<void> {
    if (name !== 'OpenDelivery' || !isValid(Replacing, command)) return;
    await this.runSafely(async () => {
      const delivery = await readAnswer(this.ledger, { transaction: transactions.GetDelivery, command: { id: command.id }, as }, Delivery);
      const held = this.wallet.findParticipant(delivery.provider);
      if (held) await this.serve(delivery, held);
    });
  }

  /** Looks for replacements at once and then from time to time, until it is stopped. */
  start(): { stop(): void } {
    const serveAll = () => void this.serveAll();
    const timer = setInterval(serveAll, sweepMs).unref();
    serveAll();
    return { stop: () => clearInterval(timer) };
  }

  /** Serves every replacement of the providers whose identities the gateway holds. */
  async serveAll(): Promise<void> {
    for (const { mspId, participantId } of this.wallet.list()) {
      const as = this.wallet.find(mspId, participantId);
      if (as) await this.runSafely(() => this.serveFor(as));
    }
  }

  private async serveFor(as: HeldIdentity): Promise<void> {
    const filter = { provider: as.participantId, limit: pageSize };
    for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
      const command = { ...filter, ...(cursor !== undefined && { cursor }) };
      const { items, next } = await readAnswer(this.ledger, { transaction: transactions.ListDeliveries, command, as }, Page);
      for (const delivery of items) await this.serve(delivery, as);
      cursor = next;
    }
  }

  private async serve(
    { id: delivery, revision: read, replaces: replaced, flow: { serveFirst } }: Delivery,
    as: HeldIdentity,
  ): Promise<void> {
    if (replaced === undefined || !serveFirst) return;
    await this.ledger.submit({ transaction: transactions.ServeDelivery, command: { id: delivery, revision: read }, as });
  }

  /** Reports a failure and goes on: the next sweep, or the first byte, tries again. */
  private async runSafely(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const code = error instanceof ExchangeError ? error.code : String(error);
      this.log.debug({ code }, 'a replacement could not be served yet');
    }
  }
}
