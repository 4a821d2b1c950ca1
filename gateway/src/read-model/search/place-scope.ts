import { listDivisionCodes, readDivision, type PlaceTable } from '@databund/client';
import { makeBox, type Box } from './box';
import { foldText } from './fold-text';

/** Says how a listing shows that it is about a place: by a division, by a name, or by an area within one of the boxes. */
export interface PlaceScope {
  readonly divisions: readonly string[];
  readonly names: readonly string[];
  readonly boxes: readonly Box[];
}

/** Finds what places mean, by the operator's table; a place that is not in it is a code or a name itself. */
export function findScope(texts: readonly string[], table: PlaceTable | undefined): PlaceScope {
  const given = texts.map((text) => ({ text: text.trim(), found: table?.find(text) ?? [] }));
  const named = given.flatMap(({ found }) => found);
  const within = table?.listWithin(named) ?? [];
  const unknown = given.filter(({ found }) => found.length === 0).map(({ text }) => text);
  return {
    divisions: [...listDivisionCodes(within), ...unknown.flatMap((code) => readDivision({ code }) ?? [])],
    names: [...new Set([...within.flatMap(({ names }) => Object.values(names)), ...unknown].map(foldPlace))],
    boxes: named.flatMap(({ box }) => (box ? [makeBox(box)] : [])),
  };
}

/** Folds the name of a place, as rows keep it. */
export function foldPlace(name: string): string {
  return foldText(name.trim());
}
