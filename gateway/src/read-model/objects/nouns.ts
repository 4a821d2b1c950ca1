import { byNoun, type AnyEvaluate, type IdKind } from '@databund/model';

/** The nouns whose objects have rows, by the kind of their ids. Listings have documents. */
const nounsByKind = {
  ptc: 'participant',
  res: 'resource',
  man: 'mandate',
  sta: 'standing',
  aut: 'authorisation',
  trd: 'trade',
  dlv: 'delivery',
  dis: 'dispute',
} as const satisfies Readonly<Partial<Record<IdKind, string>>>;

/** A noun whose objects have rows. */
export type ObjectNoun = (typeof nounsByKind)[keyof typeof nounsByKind];

/** Names one object. */
export interface ObjectName {
  readonly noun: ObjectNoun;
  readonly id: string;
}

/** All nouns whose objects have rows. */
export const objectNouns: readonly ObjectNoun[] = Object.values(nounsByKind);
/** A noun whose lists come from rows. */
export type ListedNoun = ObjectNoun | 'listing';
/** All nouns whose lists come from rows. */
export const listedNouns: readonly ListedNoun[] = ['listing', ...objectNouns];
/** The nouns of what two parties do with each other: nobody else sees it but those who oversee. */
export const partyNouns: ReadonlySet<ObjectNoun> = new Set(['authorisation', 'trade', 'delivery', 'dispute']);

/** Returns the noun of a kind of ids. */
export function findNoun(kind: IdKind): ObjectNoun {
  return nounsByKind[kind as keyof typeof nounsByKind]; // `as`: callers name kinds of objects that have rows.
}

const ids = /\b(ptc|res|man|sta|aut|trd|dlv|dis)-[0-9a-hjkmnp-tv-z]{26}\b/g;

/** Returns the objects whose ids are in a text. */
export function findNames(text: string): readonly ObjectName[] {
  return [...text.matchAll(ids)].map(([id, kind]) => ({ noun: nounsByKind[kind as keyof typeof nounsByKind], id })); // `as`: the pattern says so.
}

/** Returns the read of one object. */
export function getRead(noun: ObjectNoun): AnyEvaluate {
  return byNoun[noun].get;
}
