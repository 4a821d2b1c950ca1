import { Type, type Static } from '@sinclair/typebox';
import { Closed, OneOf } from './forms';
import { Hash, hashJson, type Hash as AnyHash } from './hash';

/** Marks the form of the hash of a private text. No document shows it. */
export const ofText = Symbol('ofText');

/** A salted hash of a text that its speaker's organisation keeps. The member that is never present tells it from other hashes. */
export interface TextHash extends AnyHash {
  readonly ofText?: never;
}

/** The most characters of a private text. */
export const longestText = 4_000;

/** The form of the public part of a private text. */
export const TextHash = Type.Unsafe<TextHash>({
  ...Hash,
  description: "The salted hash of a text, which its speaker's organisation keeps (`KeepText`).",
  [ofText]: true,
});

/** The codes of the reasons that people give for decisions. */
export const reasonCodes = [
  'quality',
  'legal',
  'safety',
  'contract',
  'privacy',
  'payment',
  'mistake',
  'incomplete',
  'outdated',
  'request',
  'other',
] as const;
export type ReasonCode = (typeof reasonCodes)[number];

/** The reason of a decision as everybody sees it: a code, and the salted hash of the words. */
export const Reason = Closed(
  { code: OneOf(...reasonCodes), hash: Type.Optional(TextHash) },
  'The reason of a decision: a code, and the salted hash of the words if there are any.',
);
export type Reason = Static<typeof Reason>;

/** Returns the hash of what was asked for, apart from private texts: each attempt has another salt. */
export function hashWithoutTexts(asked: object, ...places: readonly (readonly string[])[]): AnyHash {
  return hashJson(places.reduce<unknown>(dropPlace, asked));
}

function dropPlace(value: unknown, [name = '', ...rest]: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([each]) => each !== name || rest.length > 0);
  return Object.fromEntries(members.map(([each, member]): [string, unknown] => [each, each === name ? dropPlace(member, rest) : member]));
}
