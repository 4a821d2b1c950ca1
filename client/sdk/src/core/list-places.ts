import type { Connection } from './connection';
import { PlacesAnswer, type Place } from './places';
import { sendFor } from './send-for';
import { writeQuery } from './write-query';

/** Asks the gateway for its places: those of a code or a name, or all. @throws DatabundError */
export async function listPlaces(connection: Connection, q?: string): Promise<readonly Place[]> {
  const query = writeQuery(q === undefined ? {} : { q });
  return (await sendFor(connection, PlacesAnswer, { method: 'GET', path: `/v1/places${query}` })).items;
}
