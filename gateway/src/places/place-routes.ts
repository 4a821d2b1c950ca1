import { Router } from 'express';
import { Type } from '@sinclair/typebox';
import type { PlacesAnswer, PlaceTable } from '@databund/client';
import { rejectOtherMethods } from '../http/methods';
import { readForm } from '../http/read-form';

/** The address of the table of places. */
export const placesPath = '/v1/places';

/** Members by which a request asks for places. */
export const PlaceQuery = Type.Object(
  { q: Type.Optional(Type.String({ minLength: 1, maxLength: 500, description: 'A code, a name or an address; without it all places.' })) },
  { additionalProperties: false },
);

/** Creates the route of the operator's places, which are public. */
export function createPlaceRoutes({ places }: { readonly places?: PlaceTable | undefined }): Router {
  const router = Router({ caseSensitive: true, strict: true });
  router.get(placesPath, (request, response) => {
    const { q } = readForm(PlaceQuery, request.query);
    const items = q === undefined ? places?.all : places?.find(q);
    const answer: PlacesAnswer = { items: [...(items ?? [])] };
    response.json(answer);
  });
  router.all(placesPath, rejectOtherMethods(['GET']));
  return router;
}
