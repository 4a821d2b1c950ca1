import type { HistoryKind } from '@databund/client';
import { charter, ExchangeError, keys, Session, transactions, type AnyEvaluate, type Caller, type Key } from '@databund/model';
import type { Moment } from '../evaluate-at';
import type { ReadModel } from '../read-model';
import type { LinkedObject } from './linked-record';

/** The reads of one object, by which the model decides who may see it. */
export const objectReads: Readonly<Record<HistoryKind, AnyEvaluate>> = {
  listing: transactions.GetListing,
  authorisation: transactions.GetAuthorisation,
  trade: transactions.GetTrade,
  delivery: transactions.GetDelivery,
  dispute: transactions.GetDispute,
  resource: transactions.GetResource,
  mandate: transactions.GetMandate,
  standing: transactions.GetStanding,
  participant: transactions.GetParticipant,
};

/** The reads of records beside an object, by their part. */
const partReads: Readonly<Record<string, AnyEvaluate>> = {
  attestation: transactions.GetAttestation,
  'pin-release': transactions.GetPinRelease,
};

/** Makes the key of a record that everybody sees who sees its object, from the words of its part. */
const partKeys: Readonly<Record<string, (object: LinkedObject, words: readonly string[]) => Key<object>>> = {
  'listing objection': ({ id, version }, [participant = '']) => keys.objection(id, version, participant),
  'resource objection': ({ id }, [participant = '']) => keys.resourceObjection(id, participant),
  'listing designation': (_, [theme = '', adcode = '']) => keys.authoritative(theme, adcode),
  'delivery window': ({ id }, [number = '']) => keys.window(id, Number(number)),
};

/** Views of objects as one caller sees them. Its rights are those of now. */
export class ObjectViews {
  private readonly seen = new Map<string, Promise<boolean>>();

  constructor(
    private readonly model: ReadModel,
    private readonly caller: Caller,
    private readonly now: Moment,
  ) {}

  /** Returns whether the caller sees an object now. */
  isVisible(object: LinkedObject): Promise<boolean> {
    const name = JSON.stringify([object.kind, object.id, object.version]);
    const visible = this.seen.get(name) ?? this.read(object, this.now).then((view) => view !== undefined);
    this.seen.set(name, visible);
    return visible;
  }

  /** Returns an object, or the record beside it, as the caller sees it at a moment; `undefined` if it is hidden or absent. */
  async find(object: LinkedObject, moment: Moment): Promise<object | undefined> {
    if (object.part === '') return this.read(object, moment);
    const read = partReads[object.part];
    if (read) return this.evaluate(read, object, moment);
    if (!(await this.read(object, moment))) return undefined;
    const [name = '', ...words] = object.part.split('/');
    const key = partKeys[`${object.kind} ${name}`]?.(object, words);
    return key && new Session(moment.store, charter, moment.time).find(key);
  }

  private read(object: LinkedObject, moment: Moment): Promise<object | undefined> {
    return this.evaluate(objectReads[object.kind], object, moment);
  }

  private async evaluate(read: AnyEvaluate, { id, version }: LinkedObject, moment: Moment): Promise<object | undefined> {
    try {
      const answer = await this.model.evaluate(read, moment, { id, ...(version > 0 && { version }) }, this.caller);
      return typeof answer === 'object' && answer !== null ? answer : undefined;
    } catch (error) {
      if (error instanceof ExchangeError && isAbsent(error)) return undefined;
      throw error;
    }
  }
}

/** Returns whether an error says that something does not exist for the caller, at that moment. */
function isAbsent({ code }: ExchangeError): boolean {
  return code.endsWith('_NOT_FOUND') || code === 'EXCHANGE_NOT_FOUNDED' || code === 'NOT_PERMITTED';
}
