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
        summary: 'The signed checkpoint (C2SP) over the first blocks, and the proof from an older one of `from` leaves.',
        parameters: ['blocks', 'from'].map((name) => createParameter(name, 'query', { type: 'integer', minimum: 1 })),
        responses: {
          '200': { description: 'The signed note.', content: { 'text/plain': { schema: text } } },
          ...problems.refer(['INPUT_INVALID', 'ROUTE_NOT_FOUND']),
        },
      },
    },
    [evidencePaths.cosignature]: {
      get: {
        operationId: 'GetCosignature',
        tags: ['audit'],
        security: [],
        summary: 'Signatures of a checkpoint that this ledger has too.',
        parameters: [createParameter('text', 'query', text)],
        responses: {
          '200': { description: 'The signatures.', content: { 'application/json': { schema: {} } } },
          ...problems.refer(['INPUT_INVALID', 'ROUTE_NOT_FOUND', 'CHECKPOINT_DIFFERENT']),
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
