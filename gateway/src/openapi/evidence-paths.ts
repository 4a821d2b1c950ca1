import { packKinds, subjectKinds } from '@databund/audit';
import { evidencePaths } from '../http/paths';
import type { Problems } from './problems';

const text = { type: 'string' };

/** Returns the paths of checkpoints and evidence packs. */
export function describeEvidencePaths({ problems }: { readonly problems: Problems }): object {
  const createParameter = (name: string, place: 'path' | 'query', schema: object) => ({
    name,
    in: place,
    required: place === 'path',
    schema,
  });
  return {
    [evidencePaths.checkpoint]: {
      get: {
        operationId: 'GetCheckpoint',
        tags: ['audit'],
        security: [],
        summary: 'The signed checkpoint (C2SP) over the transactions of the first blocks.',
        parameters: [createParameter('blocks', 'query', { type: 'integer', minimum: 1 })],
        responses: {
          '200': { description: 'The signed note.', content: { 'text/plain': { schema: text } } },
          ...problems.refer(['INPUT_INVALID', 'ROUTE_NOT_FOUND']),
        },
      },
    },
    [evidencePaths.pack]: {
      get: {
        operationId: 'GetEvidence',
        tags: ['audit'],
        summary: 'An evidence pack about an object that the caller may read.',
        parameters: [
          createParameter('kind', 'path', { enum: Object.keys(subjectKinds) }),
          createParameter('id', 'path', text),
          createParameter('as', 'query', { enum: packKinds, default: 'checkpoint' }),
        ],
        responses: {
          '200': { description: 'The pack.', content: { 'application/octet-stream': { schema: {} } } },
          ...problems.refer(['NOT_PERMITTED', 'ROUTE_NOT_FOUND', 'TRADE_NOT_FOUND']),
        },
      },
    },
  };
}
