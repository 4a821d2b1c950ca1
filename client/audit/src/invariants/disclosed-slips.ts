import { PriceSlip, listErrors, hashJson, type ClearingRecord, type PriceRecord } from '@databund/model';
import { parseJson } from '../parse-json';
import { selectWrites, type CommittedTransaction } from './invariant';

/** A JSON object without objects inside, plain or escaped in a string. */
const flatObject = /\{[^{}]*\}/g;
/** The depth to which a slip may be escaped: in a text of a command, which is an argument of a call. */
const deepestEscape = 3;

/**
 * Finds price slips in blocks. A text counts as a slip only if a record gives its hash, before or after; otherwise anybody could make
 * it look as if a price was disclosed.
 */
export class DisclosedSlips<Place> {
  private readonly recorded = new Set<string>();
  private readonly waiting = new Map<string, Place[]>();

  /** Adds an envelope. Returns its place if it contains a slip whose hash is recorded. */
  addEnvelope(envelope: Uint8Array, at: Place): readonly Place[] {
    const hashes = new Set(findSlips(envelope).map((slip) => hashJson(slip).value));
    if ([...hashes].some((hash) => this.recorded.has(hash))) return [at];
    for (const hash of hashes) {
      const places = this.waiting.get(hash) ?? [];
      places.push(at);
      this.waiting.set(hash, places);
    }
    return [];
  }

  /** Adds the hashes that a transaction records. Returns the places of their slips in earlier envelopes. */
  addHashes(transaction: CommittedTransaction): readonly Place[] {
    return listHashes(transaction).flatMap((hash) => {
      const places = this.waiting.get(hash) ?? [];
      this.waiting.delete(hash);
      this.recorded.add(hash);
      return places;
    });
  }
}

function listHashes(transaction: CommittedTransaction): readonly string[] {
  return [
    ...selectWrites<PriceRecord>(transaction, 'price').flatMap(({ record }) => record.hash?.value ?? []),
    ...selectWrites<ClearingRecord>(transaction, 'clearing').flatMap(({ record }) => record.amountHash?.value ?? []),
  ];
}

function findSlips({ buffer, byteOffset, length }: Uint8Array): readonly PriceSlip[] {
  const envelope = Buffer.from(buffer, byteOffset, length);
  if (!envelope.includes('salt')) return [];
  const text = envelope.toString('latin1');
  const objects = (text.match(flatObject) ?? []).filter((object) => object.includes('salt'));
  return objects.flatMap((object) => readSlip(object) ?? []);
}

function readSlip(text: string): PriceSlip | undefined {
  let plain: unknown = text;
  for (let depth = 0; depth <= deepestEscape && typeof plain === 'string'; depth += 1) {
    const value = parseJson(plain);
    if (value !== undefined) return isPriceSlip(value) ? value : undefined;
    plain = parseJson(`"${plain}"`);
  }
  return undefined;
}

function isPriceSlip(value: unknown): value is PriceSlip {
  return listErrors(PriceSlip, value).length === 0;
}
