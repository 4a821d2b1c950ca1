import { PriceSlip, listErrors, hashBytes, toCanonicalJson, type Hash } from '@databund/model';
import { DatabundError, makeInputError } from './databund-error';
import { makeSalt } from './salted';

/** A price slip, with the text that is hashed and sent. */
export interface MadeSlip {
  readonly slip: PriceSlip;
  /** Canonical JSON. */
  readonly text: string;
  readonly hash: Hash;
}

/**
 * Makes a price slip with 32 random bytes of salt, whose text the provider hands to the buyer and the operator. `amountMinor` counts the
 * currency's smallest unit. @throws DatabundError INPUT_INVALID
 */
export function makePriceSlip(tradeId: string, amountMinor: number, currency: string): MadeSlip {
  return makeSlip({ amountMinor, currency, salt: makeSalt(), tradeId });
}

/** Reads a price slip from its text. @throws DatabundError INPUT_INVALID */
export function readSlip(text: string): MadeSlip {
  return makeSlip(parse(text));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw makeInputError('', 'is not JSON: a price slip is a JSON object');
  }
}

function makeSlip(slip: unknown): MadeSlip {
  if (!isSlip(slip)) throw new DatabundError('INPUT_INVALID', { errors: listErrors(PriceSlip, slip) });
  const text = toCanonicalJson(slip);
  return { slip, text, hash: hashBytes(text) };
}

function isSlip(value: unknown): value is PriceSlip {
  return listErrors(PriceSlip, value).length === 0;
}
