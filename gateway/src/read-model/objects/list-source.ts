import type { Caller, Store } from '@databund/model';
import type { ListFilters } from '@databund/client';
import type { HeightMoment, ReadModel } from '../read-model';
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

/** A height and an instant, as the model judges them. */
export interface Judging {
  readonly store: Store;
  readonly time: string;
}

/** The objects of one noun, as rows find them and the model shows them to a caller. */
export interface ListSource {
  find(limit: number, below: number): Promise<FoundCandidates>;
  /** Returns what the model shows of a candidate; `undefined` if it is hidden, or not what was asked for. */
  read(candidate: Candidate, at: Judging): Promise<ObjectAnswer | undefined>;
  /** Returns whether the caller may see a candidate, in whatever state. */
  isShown(candidate: Candidate, at: Judging): Promise<boolean>;
}

/** Opens the objects of a noun at a height. */
export type OpenSource = (wanted: Wanted, reading: HeightMoment & { readonly isPast: boolean }, model: ReadModel) => Promise<ListSource>;
