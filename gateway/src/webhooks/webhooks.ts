import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Webhook, WebhookForm } from '@databund/client';
import { ExchangeError } from '@databund/model';
import type { GatewayConfig } from '../config';
import { EventSights } from '../events/event-sight';
import type { HeldIdentity, Wallet } from '../identity/wallet';
import { isDamage } from '../read-model/guarded-store';
import type { ReadModel } from '../read-model/read-model';
import { listSetAside, openStore } from './open-store';
import { WebhookKey } from './webhook-key';
import { WebhookRunner, type RunnerParts } from './webhook-runner';
import { usualSettings, type WebhookSettings } from './webhook-settings';
import type { Owner, StoredWebhook } from './webhook-store';

/** The webhooks that one participant may have. */
const mostWebhooks = 10;
const retryMs = 1_000;

/** Parts of the gateway that webhooks need. */
interface Sources {
  readonly model: ReadModel;
  readonly wallet: Wallet;
  readonly log: Logger;
}

/** The webhooks of a gateway: their state, and what sends their events. */
export class Webhooks {
  /** Changes come one after the other, so that a webhook never sends twice at once. */
  private turn: Promise<unknown> = Promise.resolve();
  private readonly running = new Map<string, { readonly stop: AbortController; readonly ended: Promise<void> }>();

  private constructor(
    private readonly folder: string,
    private readonly parts: RunnerParts,
    private readonly log: Logger,
  ) {}

  /** Opens the webhooks of a gateway, and goes on sending. */
  static async open({ data, webhooks }: Pick<GatewayConfig, 'data' | 'webhooks'>, { model, wallet, log }: Sources): Promise<Webhooks> {
    const folder = join(data, 'gateway', 'webhooks');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const store = await openStore(folder, log);
    const key = new WebhookKey(join(folder, 'key.pem'));
    const settings = { ...usualSettings, ...webhooks };
    const opened = new Webhooks(folder, { model, wallet, store, key, settings, sights: new EventSights(model) }, log);
    for (const each of await store.list()) opened.start(each);
    return opened;
  }

  /** The public key of the signatures. */
  get publishedKey(): object {
    return this.parts.key.published;
  }

  /** The files of registrations that were lost. */
  get setAside(): readonly string[] {
    return listSetAside(this.folder);
  }

  get settings(): WebhookSettings {
    return this.parts.settings;
  }

  /** Admits a participant that may have webhooks. @throws CALLER_UNKNOWN, PARTICIPANT_NOT_ACTIVE, CERTIFICATE_NOT_PINNED */
  async admit(as: HeldIdentity): Promise<void> {
    await this.parts.sights.open(as);
  }

  /** Adds a webhook that begins after a place. @throws TOO_MANY_REQUESTS */
  create(owner: Owner, form: WebhookForm & { readonly after: string }): Promise<Webhook> {
    return this.takeTurn(() => this.add(owner, form));
  }

  private async add(owner: Owner, { url, after, ...filters }: WebhookForm & { readonly after: string }): Promise<Webhook> {
    const { store } = this.parts;
    if ((await store.list(owner)).length >= mostWebhooks) throw new ExchangeError('TOO_MANY_REQUESTS', { mostWebhooks });
    const id = randomUUID();
    const webhook = { id, owner, url, filters, state: 'ACTIVE' as const, after, createdAt: new Date().toISOString(), failingSince: '' };
    await store.add(webhook);
    this.start(webhook);
    return store.describe(webhook);
  }

  async list(owner: Owner): Promise<readonly Webhook[]> {
    const { store } = this.parts;
    return Promise.all((await store.list(owner)).map((each) => store.describe(each)));
  }

  /** @throws ROUTE_NOT_FOUND for one that does not exist, or is another participant's */
  async get(owner: Owner, id: string): Promise<Webhook> {
    return this.parts.store.describe(await this.require(owner, id));
  }

  /** Sends again what follows a place, also by a webhook that was disabled. @throws ROUTE_NOT_FOUND */
  replay(owner: Owner, id: string, after: string): Promise<Webhook> {
    return this.takeTurn(async () => {
      await this.require(owner, id);
      await this.stop(id);
      await this.parts.store.restart(id, after);
      const webhook = await this.require(owner, id);
      this.start(webhook);
      return this.parts.store.describe(webhook);
    });
  }

  /** @throws ROUTE_NOT_FOUND */
  remove(owner: Owner, id: string): Promise<void> {
    return this.takeTurn(async () => {
      await this.require(owner, id);
      await this.stop(id);
      await this.parts.store.remove(id);
    });
  }

  /** Stops sending. What was not taken is sent again when the webhooks are opened. */
  close(): Promise<void> {
    return this.takeTurn(async () => {
      await Promise.all([...this.running.keys()].map((id) => this.stop(id)));
      await this.parts.store.close();
    });
  }

  private takeTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async require({ mspId, participantId }: Owner, id: string): Promise<StoredWebhook> {
    const webhook = await this.parts.store.find(id);
    if (webhook?.owner.mspId === mspId && webhook.owner.participantId === participantId) return webhook;
    throw new ExchangeError('ROUTE_NOT_FOUND');
  }

  private start(webhook: StoredWebhook): void {
    if (webhook.state !== 'ACTIVE') return;
    const stop = new AbortController();
    const ended = this.run(webhook, stop.signal).catch((error: unknown) => {
      this.log.error({ err: error, webhook: webhook.id }, 'webhook stopped');
    });
    this.running.set(webhook.id, { stop, ended });
  }

  /** Sends until the signal aborts. When the rows turn out to be damaged it goes on from its stored place: they are made again. */
  private async run(webhook: StoredWebhook, signal: AbortSignal): Promise<void> {
    try {
      await new WebhookRunner(this.parts, webhook, signal).run();
    } catch (error) {
      const next = isDamage(error) && (await this.parts.store.find(webhook.id));
      if (!next) throw error;
      await sleep(retryMs, undefined, { signal }).catch(() => undefined);
      await this.run(next, signal);
    }
  }

  private async stop(id: string): Promise<void> {
    const runner = this.running.get(id);
    runner?.stop.abort();
    await runner?.ended;
    this.running.delete(id);
  }
}
