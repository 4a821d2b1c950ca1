import { KindGuard } from '@sinclair/typebox';
import { byNoun, ExchangeError, keys, listCodes, type AnyEvaluate, type Caller } from '@databund/model';
import { LRUCache } from 'lru-cache';
import type { HeldIdentity } from '../identity/wallet';
import type { ReadModel } from '../read-model/read-model';
import { requireVisible } from '../read-model/reads';
import type { LedgerEvent } from './event-rows';

/** Decisions about one participant that are remembered at one height. */
const mostDecisions = 1_000;
/** Participants of which decisions are remembered. */
const mostReaders = 100;

/** Sights of the newest height, which the streams of one participant share. */
export class EventSights {
  private readonly sights = new LRUCache<string, EventSight>({ max: mostReaders });

  constructor(private readonly model: ReadModel) {}

  /** Identifies a participant by the newest block. @throws CALLER_UNKNOWN, PARTICIPANT_NOT_ACTIVE, CERTIFICATE_NOT_PINNED */
  async open(as: HeldIdentity): Promise<EventSight> {
    const known = this.sights.get(as.certificate);
    if (known?.height === this.model.height) return known;
    const sight = await EventSight.open(this.model, as);
    this.sights.set(as.certificate, sight);
    return sight;
  }
}

/** Decides at one height which events a participant may see: those about objects that it can read. */
export class EventSight {
  private readonly decisions = new LRUCache<string, boolean>({ max: mostDecisions });

  private constructor(
    private readonly model: ReadModel,
    private readonly caller: Caller,
    readonly height: number,
  ) {}

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
    const object = pickAddress(get, kind === 'refusal' ? { participant: actor, txId: ids['id'] } : ids);
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

/** Returns the ids by which the object of an event is read. */
function pickAddress({ input }: AnyEvaluate, ids: object): object {
  const names = KindGuard.IsObject(input) ? Object.keys(input.properties) : [];
  return Object.fromEntries(Object.entries(ids).filter(([name]) => names.includes(name)));
}
