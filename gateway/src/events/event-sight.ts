import { byNoun, ExchangeError, keys, listCodes, type AnyEvaluate, type Caller } from '@databund/model';
import { LRUCache } from 'lru-cache';
import type { HeldIdentity } from '../identity/wallet';
import type { ReadModel } from '../read-model/read-model';
import { requireVisible } from '../read-model/reads';
import type { LedgerEvent } from './event-rows';

/** Decisions that one reader remembers at one height. */
const mostDecisions = 1_000;

/** Decides at one height which events a participant may see: those about objects that it can read. */
export class EventSight {
  private readonly decisions = new LRUCache<string, boolean>({ max: mostDecisions });

  private constructor(
    private readonly model: ReadModel,
    private readonly caller: Caller,
    readonly height: number,
  ) {}

  /** Identifies a participant by the newest block. @throws CALLER_UNKNOWN, PARTICIPANT_NOT_ACTIVE, CERTIFICATE_NOT_PINNED */
  static async open(model: ReadModel, as: HeldIdentity): Promise<EventSight> {
    const { height } = model;
    const caller = await model.identify(as);
    const participant = await model.openNow().store.find(keys.participant(caller.participantId));
    // A suspended one may read what concerns it, one object at a time.
    if (participant?.state === 'SUSPENDED') throw new ExchangeError('PARTICIPANT_NOT_ACTIVE', { state: participant.state });
    return new EventSight(model, caller, height);
  }

  /** Returns whether the participant can read the object of an event now. */
  async canSee({ event: { kind, ids }, actor }: LedgerEvent): Promise<boolean> {
    const { get } = byNoun[kind];
    const object = kind === 'refusal' ? { participant: actor, txId: ids['id'] } : ids;
    const name = JSON.stringify([kind, object]);
    const decided = this.decisions.get(name) ?? (await this.decide(get, object));
    this.decisions.set(name, decided);
    return decided;
  }

  private async decide(get: AnyEvaluate, object: object): Promise<boolean> {
    try {
      await requireVisible(this.model, get, object, this.caller);
      return true;
    } catch (error) {
      if (error instanceof ExchangeError && listCodes(get).includes(error.code)) return false;
      throw error;
    }
  }
}
