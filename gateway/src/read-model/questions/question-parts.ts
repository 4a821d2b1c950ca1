import type { Cursors } from '../../http/cursors';
import type { Moment } from '../evaluate-at';
import type { NamedActors } from '../named-actors';
import type { ReadModel } from '../read-model';
import type { AskedPeriod } from './read-period';

/** Parts of the gateway that questions need. */
export interface QuestionParts {
  readonly model: ReadModel;
  readonly cursors: Cursors;
  /** Reads names at a moment, in the languages of the caller. */
  readonly describeNames: (moment: Moment) => NamedActors;
}

/** A page of a question about a period. */
export interface PeriodPage {
  readonly period: AskedPeriod;
  readonly limit: number;
  readonly cursor: string | undefined;
}
