import { isListingHidden, roles, type Actor, type Caller, type StandingFacts } from '@databund/model';

/** Roles and relations that a caller can have to a listing, by the places of their bits. Further ones go to the end. */
const seers: readonly Actor[] = [...roles, 'object-provider', 'object-audience'];

/** A caller as rows know it: the bits of its roles, and the participants that it speaks for. */
export interface Seer {
  readonly sight: number;
  readonly selves: readonly string[];
}

/** Returns as bits who sees a listing version, as the model says; the lowest one stands for anybody. */
export function encodeSight(facts: StandingFacts): number {
  const isSeen = (actors: readonly Actor[]) => !isListingHidden(facts, new Set(actors));
  const bits = seers.map((actor, index) => (isSeen([actor]) ? 2 ** (index + 1) : 0));
  return bits.reduce((sum, bit) => sum + bit, isSeen([]) ? 1 : 0);
}

/** Returns the bits of what a caller is to every listing. A visitor is nothing. */
export function getSight(held: readonly Actor[]): number {
  return held.reduce((sum, actor) => sum + 2 ** (seers.indexOf(actor) + 1), 1);
}

/** The bits of what a caller is to some listings only. */
export const relationBits = { provider: getSight(['object-provider']) - 1, audience: getSight(['object-audience']) - 1 };

/** Returns the participants that a caller speaks for: itself, and those that it succeeds. */
export function listSelves({ participantId, succeeds = [] }: Caller): readonly string[] {
  return [participantId, ...succeeds];
}

/** Returns a caller as rows know it, or a visitor without a token. */
export function describeSeer(caller: Caller | undefined): Seer {
  return caller ? { sight: getSight(caller.roles), selves: listSelves(caller) } : { sight: getSight([]), selves: [''] };
}
