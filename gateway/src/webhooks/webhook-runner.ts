import { setTimeout as sleep } from 'node:timers/promises';
import { ExchangeError } from '@databund/model';
import { isWanted } from '../events/event-filter';
import { formatPlace, parsePlace, type EventPlace } from '../events/event-place';
import { readEvents, type EventPage, type LedgerEvent } from '../events/event-rows';
import type { EventSights } from '../events/event-sight';
import type { Wallet } from '../identity/wallet';
import type { ReadModel } from '../read-model/read-model';
import { postEvent } from './post-event';
import type { WebhookKey } from './webhook-key';
import type { WebhookSettings } from './webhook-settings';
import type { StoredWebhook, WebhookStore } from './webhook-store';

/** Everything that sends the events of webhooks. */
export interface RunnerParts {
  readonly model: ReadModel;
  readonly sights: EventSights;
  readonly wallet: Wallet;
  readonly store: WebhookStore;
  readonly key: WebhookKey;
  readonly settings: WebhookSettings;
}

const idleMs = 15_000;
/** A place is stored at least after so many blocks, so that a restart does not read all of them again. */
const storedBlocks = 100;

interface SentPage extends Pick<EventPage, 'next' | 'isLast'> {
  readonly height: number;
}

/** Sends the events of one webhook in order, each one until it is taken or given up, until the signal aborts. */
export class WebhookRunner {
  private failingSince: string;
  private isDisabled = false;
  /** The last block whose end was stored. */
  private storedBlock = 0;

  constructor(
    private readonly parts: RunnerParts,
    private readonly webhook: StoredWebhook,
    private readonly signal: AbortSignal,
  ) {
    this.failingSince = webhook.failingSince;
  }

  async run(): Promise<void> {
    const { model } = this.parts;
    while (!model.checkpoint && !this.isOver()) await model.waitFor(1, idleMs, this.signal);
    const channel = model.checkpoint?.channel ?? '';
    let place = parsePlace(channel, this.webhook.after);
    if (!place && !this.isOver()) await this.parts.store.disable(this.webhook.id); // The ledger is another one.
    while (place && !this.isOver()) {
      const page: SentPage | undefined = await this.sendPage(channel, place);
      if (page) place = await this.continueAfter(channel, page);
      else await this.pause(idleMs);
    }
  }

  private async continueAfter(channel: string, { next, isLast, height }: SentPage): Promise<EventPlace> {
    const { model, store } = this.parts;
    if (!this.isOver() && next.block >= this.storedBlock + storedBlocks) {
      await store.move(this.webhook.id, formatPlace(channel, next));
      this.storedBlock = next.block;
    }
    if (isLast && !this.isOver()) await model.waitFor(height + 1, idleMs, this.signal);
    return next;
  }

  /** Sends a page; `undefined` if the owner may not read now, which may change. */
  private async sendPage(channel: string, after: EventPlace): Promise<SentPage | undefined> {
    const { model, sights, wallet } = this.parts;
    const { owner, filters } = this.webhook;
    const held = wallet.find(owner.mspId, owner.participantId);
    const sight = held && (await sights.open(held).catch(ignoreRefusal));
    if (!sight) return undefined;
    const { height } = sight;
    const page = await readEvents(model.store, { channel, after, height });
    for (const each of page.events)
      if (!this.isOver() && isWanted(filters, each.event) && (await sight.canSee(each))) await this.deliver(each);
    return { ...page, height };
  }

  private async deliver({ event }: LedgerEvent): Promise<void> {
    const { store, settings, key } = this.parts;
    const { id, url } = this.webhook;
    for (let attempt = 0; !this.isOver(); attempt += 1) {
      const reason = await postEvent(event, { url, key, isPrivateAllowed: settings.isPrivateAllowed, signal: this.signal });
      if (this.isOver()) return;
      if (reason === undefined) return this.noteDelivery(event.id);
      await this.noteFailure();
      if (this.isOver()) return;
      const pauseMs = settings.pausesMs[attempt];
      if (pauseMs === undefined) return store.giveUp(id, { event: event.id, at: new Date().toISOString(), reason });
      await this.pause(pauseMs);
    }
  }

  private async noteDelivery(event: string): Promise<void> {
    await this.parts.store.noteDelivery(this.webhook.id, event);
    this.failingSince = '';
  }

  /** Disables a webhook that has delivered nothing for days. */
  private async noteFailure(): Promise<void> {
    const { store, settings } = this.parts;
    const { id } = this.webhook;
    if (this.failingSince === '') {
      this.failingSince = new Date().toISOString();
      await store.noteFailure(id, this.failingSince);
    }
    if (Date.now() - Date.parse(this.failingSince) < settings.disableAfterMs) return;
    await store.disable(id);
    this.isDisabled = true;
  }

  private isOver(): boolean {
    return this.isDisabled || this.signal.aborted;
  }

  private pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.signal }).catch(() => undefined);
  }
}

function ignoreRefusal(error: unknown): undefined {
  if (!(error instanceof ExchangeError)) throw error;
}
