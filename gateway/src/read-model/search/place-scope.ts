import { listDivisionCodes, type Place, type PlaceTable } from '@databund/client';
import { listDivisions, normalizeAdcode } from '@databund/model';
import type { Box } from './box';
import { foldText } from './fold-text';

/** Says how a listing shows that it is about a place: by a division, by a name, or by an area within one of the boxes. */
export interface PlaceScope {
  readonly divisions: readonly string[];
  readonly names: readonly string[];
  readonly boxes: readonly Box[];
}

const codeForm = /^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/;

/** Finds what places mean, by the operator's table; a place that is not in it is a code or a name itself. */
export function findScope(texts: readonly string[], table: PlaceTable | undefined): PlaceScope {
  const given = texts.map((text) => ({ text: text.trim(), found: table?.find(text) ?? [] }));
  const named = given.flatMap(({ found }) => found);
  const within = table?.listWithin(named) ?? [];
  const unknown = given.filter(({ found }) => found.length === 0).map(({ text }) => text);
  return {
    divisions: [...listDivisionCodes(within), ...unknown.filter((text) => codeForm.test(text)).map(normalizeAdcode)],
    names: [...new Set([...within.flatMap(({ names }) => Object.values(names)), ...unknown].map(foldPlace))],
    boxes: named.flatMap(readBox),
  };
}

/** Folds the name of a place, as rows keep it. */
export function foldPlace(name: string): string {
  return foldText(name.trim());
}

/** Returns the divisions that contain one, and itself, as rows keep them. */
export function listRowDivisions(adcode: string | undefined): readonly string[] {
  return adcode === undefined ? [] : listDivisions(adcode);
}

function readBox({ box }: Place): readonly Box[] {
  if (!box) return [];
  const [west, south, east, north] = box.map((degrees) => Math.round(degrees * 1e7));
  return [{ west: west ?? 0, south: south ?? 0, east: east ?? 0, north: north ?? 0 }];
}
