import { listErrors } from '@databund/model';
import type { Connection } from './connection';
import { DatabundError } from './databund-error';
import { PlacesAnswer, type Place } from './places';
import { writeQuery } from './write-query';

/** Asks the gateway for its places: those of a code or a name, or all. @throws DatabundError */
export async function listPlaces(connection: Connection, q?: string): Promise<readonly Place[]> {
  const answer = await connection.readJson({ method: 'GET', path: `/v1/places${writeQuery(q === undefined ? {} : { q })}` });
  if (isAnswer(answer)) return answer.items;
  throw new DatabundError('INTERNAL', { reason: 'the gateway returned no places' });
}

function isAnswer(value: unknown): value is PlacesAnswer {
  return listErrors(PlacesAnswer, value).length === 0;
}
