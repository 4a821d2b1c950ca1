import { randomBytes } from 'node:crypto';
import { PriceSlip, errorsIn, hashBytes, toCanonicalJson, type Hash } from '@databund/model';
import { DatabundError, wrongInput } from './databund-error';

/** A slip with the text that is hashed and sent. */
export interface MadeSlip {
  readonly slip: PriceSlip;
  /** Canonical JSON. */
  readonly text: string;
  readonly hash: Hash;
}

/**
 * Makes a price slip with 32 random bytes of salt; `amountMinor` in the currency’s smallest unit. Hand its text to the buyer and the operator.
 * @throws DatabundError INPUT_INVALID
 */
export function makePriceSlip(tradeId: string, amountMinor: number, currency: string): MadeSlip {
  return made({ amountMinor, currency, salt: randomBytes(32).toString('hex'), tradeId });
}

/** Reads a slip from the text that was handed over. @throws DatabundError INPUT_INVALID */
export function readSlip(text: string): MadeSlip {
  try {
    return made(JSON.parse(text));
  } catch (error) {
    if (error instanceof DatabundError) throw error;
    throw wrongInput('', 'A price slip is JSON');
  }
}

function made(slip: unknown): MadeSlip {
  const errors = errorsIn(PriceSlip, slip);
  if (errors.length > 0) throw new DatabundError('INPUT_INVALID', { errors });
  const text = toCanonicalJson(slip);
  return { slip: slip as PriceSlip, text, hash: hashBytes(text) };
}
