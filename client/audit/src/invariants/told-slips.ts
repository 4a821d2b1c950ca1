import { PriceSlip, errorsIn, hashJson, type ClearingRecord, type PriceRecord } from '@databund/model';
import { writesOf, type Committed } from './invariant';

/** A JSON object without others in it, as it stands or escaped in a string. */
const flatObject = /\{[^{}]*\}/g;
/** How often it may be escaped: in a text of a command, which is an argument of a call. */
const deepest = 3;

/**
 * The price slips that blocks tell, and the hashes that records give: where both meet, whichever comes first, a price is in the open.
 * What only looks like a slip is nobody’s price; else any text could say that one was told.
 */
export class ToldSlips<Place> {
  private readonly given = new Set<string>();
  private readonly waiting = new Map<string, Place[]>();

  /** Notes what an envelope tells. Answers its place where that is a price. */
  take(envelope: Uint8Array, at: Place): readonly Place[] {
    const told = new Set(slipsIn(Buffer.from(envelope).toString('latin1')).map((slip) => hashJson(slip).value));
    if ([...told].some((hash) => this.given.has(hash))) return [at];
    for (const hash of told) {
      const places = this.waiting.get(hash) ?? [];
      places.push(at);
      this.waiting.set(hash, places);
    }
    return [];
  }

  /** Notes the hashes that a transaction gives. Answers the places where their slips were told before. */
  give(transaction: Committed): readonly Place[] {
    return hashesIn(transaction).flatMap((hash) => {
      const places = this.waiting.get(hash) ?? [];
      this.waiting.delete(hash);
      this.given.add(hash);
      return places;
    });
  }
}

function hashesIn(transaction: Committed): readonly string[] {
  return [
    ...writesOf<PriceRecord>(transaction, 'price').flatMap(({ record }) => record.hash?.value ?? []),
    ...writesOf<ClearingRecord>(transaction, 'clearing').flatMap(({ record }) => record.amountHash?.value ?? []),
  ];
}

function slipsIn(text: string): readonly PriceSlip[] {
  const objects = (text.match(flatObject) ?? []).filter((object) => object.includes('salt'));
  return objects.flatMap((object) => readSlip(object) ?? []);
}

function readSlip(text: string): PriceSlip | undefined {
  let plain: unknown = text;
  for (let depth = 0; depth <= deepest && typeof plain === 'string'; depth += 1) {
    const value = parse(plain);
    if (value !== undefined) return errorsIn(PriceSlip, value).length === 0 ? (value as PriceSlip) : undefined;
    plain = parse(`"${plain}"`);
  }
  return undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
