import { Type, type Static } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { ExchangeError } from './exchange-error';
import { Closed, Text } from './forms';
import { makeKey } from './key';
import { hashSalted, Salt } from './salted';
import { longestText } from './text';

/** A text with the salt of its hash, as its speaker's organisation keeps it. */
export const KeptText = Closed({ salt: Salt, text: Text(longestText) });
export type KeptText = Static<typeof KeptText>;

/** The hash of a text as queries and paths carry it. */
export const textHashInHex = Type.String({
  pattern: '^[0-9a-f]{64}$',
  description: 'The hash of the text in hex, as the object or its history has it.',
});

/**
 * Makes the key at which an organisation keeps a text of one of its participants, in its own implicit collection. The participant is part
 * of it, so that nobody gets another's text by quoting its hash.
 */
export const makeTextKey = (speaker: string, hash: string) => makeKey<string>('text', speaker, hash);

/** Parses a text as its organisation keeps it. */
export function parseKept(kept: string): KeptText {
  const value: unknown = JSON.parse(kept);
  if (!Value.Check(KeptText, value)) throw new ExchangeError('INTERNAL');
  return value;
}

/** Returns whether a text is the one that a hash in the ledger means. */
export function isKeptText(kept: KeptText, hash: string): boolean {
  return hashSalted(kept).value === hash;
}
