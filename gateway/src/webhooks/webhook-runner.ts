import { setTimeout as sleep } from 'node:timers/promises';
import type { StreamedEvent } from '@databund/client';
import { ExchangeError } from '@databund/model';
import { isWanted } from '../events/event-filter';
import { formatPlace, parsePlace, type EventPlace } from '../events/event-place';
import { readEvents, type EventPage, type LedgerEvent } from '../events/event-rows';
import type { EventSight, EventSights } from '../events/event-sight';
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
    const sight = await this.findSight();
    if (!sight) return undefined;
    const { height } = sight;
    const page = await readEvents(this.parts.model.store, { channel, after, height });
    for (const each of page.events) if (isWanted(this.webhook.filters, each.event)) await this.deliver(each);
    return { ...page, height };
  }

  private async findSight(): Promise<EventSight | undefined> {
    const { sights, wallet } = this.parts;
    const { mspId, participantId } = this.webhook.owner;
    const held = wallet.find(mspId, participantId);
    return held && sights.open(held).catch(ignoreRefusal);
  }

  /** Sends an event until it is taken or given up, as long as the owner may see it: an attempt can come a day after the one before. */
  private async deliver(each: LedgerEvent): Promise<void> {
    let [attempt, isDone] = [0, false];
    while (!isDone && !this.isOver()) {
      const sight = await this.findSight();
      if (!sight) await this.pause(idleMs);
      else if (await sight.canSee(each)) isDone = await this.tryOnce(each.event, attempt++);
      else isDone = true;
    }
  }

  /** Sends an event once. Returns whether it is taken, or given up after the last attempt; else it waits for the next one. */
  private async tryOnce(event: StreamedEvent, attempt: number): Promise<boolean> {
    const { store, settings, key } = this.parts;
    const { id, url } = this.webhook;
    const reason = await postEvent(event, { url, key, isPrivateAllowed: settings.isPrivateAllowed, signal: this.signal });
    if (this.isOver()) return false;
    if (reason === undefined) {
      await this.noteDelivery(event.id);
      return true;
    }
    await this.noteFailure();
    if (this.isOver()) return false;
    const pauseMs = settings.pausesMs[attempt];
    if (pauseMs !== undefined) await this.pause(pauseMs);
    else await store.giveUp(id, { event: event.id, at: new Date().toISOString(), reason });
    return pauseMs === undefined;
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
