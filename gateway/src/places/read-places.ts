import { PlaceTable } from '@databund/client';
import { GatewayError } from '../gateway-error';
import { readNamedJson } from '../named-file';
import { foldText } from '../read-model/search/fold-text';

/** Reads the operator's table of places. Names are folded as the texts of searches are. @throws FILE_INVALID naming the fault */
export function readPlaces(path: string): PlaceTable {
  const table = PlaceTable.parse(readNamedJson('DATABUND_PLACES', path), (name) => foldText(name.trim()));
  if (table instanceof PlaceTable) return table;
  throw new GatewayError('FILE_INVALID', `DATABUND_PLACES is ${path}, which is no table of places: ${table}.`);
}
