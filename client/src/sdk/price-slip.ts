import { randomBytes } from 'node:crypto';
import { hashBytes, toCanonicalJson, type Hash, type PriceSlip } from '@databund/chaincode/model';

/** A slip with the text that is hashed and sent. */
export interface MadeSlip {
  readonly slip: PriceSlip;
  /** Canonical JSON. */
  readonly text: string;
  readonly hash: Hash;
}

/** Makes a price slip with 32 random bytes of salt; `amountMinor` in the currency’s smallest unit. Hand its text to the buyer and the operator. */
export function makePriceSlip(tradeId: string, amountMinor: number, currency: string): MadeSlip {
  return readSlip(toCanonicalJson({ amountMinor, currency, salt: randomBytes(32).toString('hex'), tradeId }));
}

/** Reads a slip from the text that was handed over. */
export function readSlip(text: string): MadeSlip {
  const canonical = toCanonicalJson(JSON.parse(text));
  return { slip: JSON.parse(canonical) as PriceSlip, text: canonical, hash: hashBytes(canonical) };
}
