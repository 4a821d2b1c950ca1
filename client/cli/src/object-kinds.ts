import type { HistoryKind } from '@databund/client';
import type { IdKind } from '@databund/model';

/** Beginnings of the ids of each kind of object. Written here too, because loading the client takes longer than a help text should. */
export const idKinds: Readonly<Record<HistoryKind, IdKind>> = {
  listing: 'lst',
  authorisation: 'aut',
  trade: 'trd',
  delivery: 'dlv',
  dispute: 'dis',
  resource: 'res',
  mandate: 'man',
  standing: 'sta',
  participant: 'ptc',
};

/** Describes the argument of an object in a help text. */
export const anyName = 'the object: its id or the beginning of it, its number or title, or @last';
