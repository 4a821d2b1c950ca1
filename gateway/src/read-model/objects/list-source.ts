import type { Caller } from '@databund/model';
import type { ListFilters } from '@databund/client';
import type { Moment } from '../evaluate-at';
import type { HeightMoment, ReadModel } from '../read-model';
import { matchTexts, nothing } from '../search/match-texts';
import { RowFinder } from '../search/search-rows';
import { describeSeer } from '../search/sight';
import type { ObjectAnswer } from './judge-object';

/** A row that says what to judge: an object, or one version of a listing. */
export interface Candidate {
  readonly num: number;
  readonly id: string;
  readonly version?: number;
}

/** The next rows of a list, the newest first. Their states are still to be judged. */
export interface FoundCandidates {
  readonly found: readonly Candidate[];
  /** Says if there are no more. */
  readonly isEnd: boolean;
}

/** The filters of a list, and who asks. */
export interface Wanted {
  readonly filters: ListFilters;
  /** Members that the objects must have, as the list of the ledger takes them. */
  readonly members: Readonly<Record<string, string>>;
  readonly caller: Caller;
}

/** The objects of one noun, as rows find them and the model shows them to a caller. */
export interface ListSource {
  find(limit: number, below: number): Promise<FoundCandidates>;
  /** Returns what the model shows of a candidate; `undefined` if it is hidden, or not what was asked for. */
  read(candidate: Candidate, at: Moment): Promise<ObjectAnswer | undefined>;
  /** Returns whether the caller may see a candidate, in whatever state. */
  isShown(candidate: Candidate, at: Moment): Promise<boolean>;
}

/** The height at which a list is read, and whether it is past. */
export type ListReading = HeightMoment & { readonly isPast: boolean };

/** Returns the expression of the words of a list, with the mistakes that a title which the caller sees explains. */
export async function matchWords(
  { filters: { q }, caller }: Wanted,
  reading: ListReading,
  { store }: ReadModel,
): Promise<string | undefined> {
  if (q === undefined) return undefined;
  const { store: at, time, isPast } = reading;
  const isSeen = RowFinder.makeWordSight(store, { height: at.height, time, seer: describeSeer(caller), isPast });
  return (await matchTexts(store, q, isSeen))?.all ?? nothing;
}

/** Opens the objects of a noun at a height. */
export type OpenSource = (wanted: Wanted, reading: HeightMoment & { readonly isPast: boolean }, model: ReadModel) => Promise<ListSource>;
