import type { ErrorCode } from '@databund/model';
import { bytePaths } from '../delivery/delivery-routes';
import { DownloadQuery } from '../delivery/permission';

type Problems = (codes: readonly ErrorCode[]) => object;

const binary = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } };
const json = (properties: Readonly<Record<string, object>>, required = Object.keys(properties)) => ({
  'application/json': { schema: { type: 'object', properties, required } },
});
const inPath = (name: string, schema: object) => ({ name, in: 'path', required: true, schema });
const inQuery = (name: string, schema: object, description: string) => ({ name, in: 'query', required: false, description, schema });
const inHeader = (name: string, description: string) => ({ name, in: 'header', description, schema: { type: 'string' } });
const text = { type: 'string' };
const integer = { type: 'integer', minimum: 0 };

/** What the gateway serves besides transactions: bytes, blocks, its health and this document. */
export function gatewayPaths(problems: Problems): object {
  return { ...bytes(problems), ...blocks(problems), ...itself() };
}

function bytes(problems: Problems): object {
  const uploaded = json({ name: text, byteSize: integer, hash: { type: 'object' } });
  return {
    [bytePaths.held]: {
      put: {
        operationId: 'PutBytes',
        tags: ['listing'],
        summary: 'Leaves the bytes of a held distribution: they must be those that the listing describes.',
        parameters: [inPath('id', text), inPath('version', { type: 'integer', minimum: 1 }), inPath('name', text)],
        requestBody: { required: true, content: binary },
        responses: {
          '200': { description: 'They were there already.', content: uploaded },
          '201': { description: 'Kept.', content: uploaded },
          ...problems(['LISTING_NOT_FOUND', 'NOT_PERMITTED', 'MEDIA_TYPE_NOT_SUPPORTED', 'HASH_MISMATCH']),
        },
      },
    },
    [bytePaths.delivered]: {
      get: {
        operationId: 'GetBytes',
        tags: ['delivery'],
        summary:
          'Fetches bytes under an open delivery, whole or a range; the peer of its provider’s organisation is asked before and while they flow.',
        parameters: [
          inPath('id', text),
          inPath('name', text),
          inQuery(
            'provider',
            DownloadQuery.properties.provider,
            'The delivery’s provider, whose identity this gateway must hold: needed where it does not hold the caller’s own.',
          ),
          inHeader('Range', 'One range of bytes.'),
          inHeader('If-Range', 'The ETag of the bytes that the range goes on with.'),
          inHeader('If-None-Match', 'ETags of what the caller has.'),
        ],
        responses: {
          '200': { description: 'The bytes.', content: binary },
          '206': { description: 'The range.', content: binary },
          '304': { description: 'The caller has them.' },
          ...problems([
            'DELIVERY_NOT_FOUND',
            'PARTICIPANT_NOT_FOUND',
            'LISTING_NOT_FOUND',
            'AUTHORISATION_NOT_ACTIVE',
            'OUTSIDE_WINDOW',
            'LISTING_STOPPED',
            'CORE_DATA',
            'RESOURCE_CANCELLED',
            'GRADE_RAISED',
            'TERMS_NOT_PERMITTED',
            'DELIVERY_CLOSED',
            'BYTES_NOT_FOUND',
            'BYTES_DAMAGED',
            'RANGE_NOT_SATISFIABLE',
          ]),
        },
      },
    },
  };
}

function blocks(problems: Problems): object {
  const refused = problems(['NOT_PERMITTED', 'PARTICIPANT_NOT_FOUND']);
  const about = { tags: ['audit'], parameters: [] };
  return {
    '/v1/audit/height': {
      get: {
        ...about,
        operationId: 'GetHeight',
        summary: 'One past the number of the newest block, for auditors, operators and authorities.',
        responses: { '200': { description: 'The height.', content: json({ height: integer }) }, ...refused },
      },
    },
    '/v1/audit/blocks/{number}': {
      get: {
        ...about,
        operationId: 'GetBlock',
        summary: 'A block as it is stored: a serialised common.Block of Fabric.',
        parameters: [inPath('number', integer)],
        responses: {
          '200': { description: 'The block.', content: binary },
          ...problems(['NOT_PERMITTED', 'PARTICIPANT_NOT_FOUND', 'ROUTE_NOT_FOUND']),
        },
      },
    },
  };
}

function itself(): object {
  const open = { tags: ['gateway'], security: [] };
  const status = json({ status: { enum: ['ok', 'read-only'] }, height: integer }, ['status']);
  const problem = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return {
    '/v1/health': {
      get: {
        ...open,
        operationId: 'GetHealth',
        summary: 'Says that the gateway serves and reaches its ledger; read-only where the last transaction could not be written.',
        responses: { '200': { description: 'It does.', content: status }, '503': { description: 'NETWORK_UNAVAILABLE', content: problem } },
      },
    },
    '/v1/openapi.json': {
      get: { ...open, operationId: 'GetOpenApi', summary: 'This document.', responses: { '200': { description: 'The document.' } } },
    },
  };
}
