import { bytePaths } from '../http/paths';
import type { Components } from './components';
import { Hash } from '@databund/model';
import { DownloadQuery } from '../delivery/open-delivery';
import { describeCataloguePaths } from './catalogue-paths';
import { describeEventPaths } from './event-paths';
import { describeEvidencePaths } from './evidence-paths';
import { describeNamePaths } from './name-paths';
import type { Parameters } from './parameters';
import { createProblem, type Problems } from './problems';
import { describeQuestionPaths } from './question-paths';
import { describeSearchPaths } from './search-paths';
import { describeSessionPaths } from './session-paths';
import { describeWebhookPaths } from './webhook-paths';

interface Parts {
  readonly components: Components;
  readonly parameters: Parameters;
  readonly problems: Problems;
}

const binary = { 'application/octet-stream': { schema: {} } }; // OpenAPI 3.1 describes bytes by their media type alone.
const text = { type: 'string' };
const integer = { type: 'integer', minimum: 0 };

function createJsonContent(properties: Readonly<Record<string, object>>, example: object, required = Object.keys(properties)): object {
  return { 'application/json': { schema: { type: 'object', properties, required }, example } };
}

function createPathParameter(name: string, schema: object): object {
  return { name, in: 'path', required: true, schema };
}

function createHeaderParameter(name: string, description: string): object {
  return { name, in: 'header', description, schema: text };
}

/** Returns the paths that the gateway serves itself: bytes, blocks, its health and this document. */
export function describeGatewayPaths(parts: Parts): object {
  return {
    ...uploadPath(parts),
    ...downloadPath(parts),
    ...describeCataloguePaths(parts),
    ...describeSearchPaths(parts),
    ...describeNamePaths(parts),
    ...describeEventPaths(parts),
    ...describeQuestionPaths(parts),
    ...describeWebhookPaths(parts),
    ...blockPaths(parts),
    ...describeEvidencePaths(parts),
    ...describeSessionPaths(parts),
    ...ownPaths(),
    ...describeDocumentPaths(),
  };
}

function uploadPath({ components, problems }: Parts): object {
  const hash = components.refer(Hash);
  const example = { name: 'readings.csv', byteSize: 17, hash: { alg: 'sha-256', value: '0123456789abcdef'.repeat(4) } };
  const content = createJsonContent({ name: text, byteSize: integer, hash }, example);
  return {
    [bytePaths.held]: {
      put: {
        operationId: 'PutBytes',
        tags: ['listing'],
        summary: 'Uploads a file of a listing; its bytes must be those that the listing describes.',
        parameters: [
          createPathParameter('id', text),
          createPathParameter('version', { type: 'integer', minimum: 1 }),
          createPathParameter('name', text),
        ],
        requestBody: { required: true, content: binary },
        responses: {
          '200': { description: 'The bytes were stored already.', content },
          '201': { description: 'The bytes are stored.', content },
          ...problems.refer(['LISTING_NOT_FOUND', 'NOT_PERMITTED', 'MEDIA_TYPE_NOT_SUPPORTED', 'HASH_MISMATCH', 'STORAGE_FULL']),
        },
      },
    },
  };
}

function downloadPath({ components, problems }: Parts): object {
  const description =
    'The provider of the delivery, whose identity this gateway must hold. Needed if it does not hold the identity of the caller.';
  return {
    [bytePaths.delivered]: {
      get: {
        operationId: 'GetBytes',
        tags: ['delivery'],
        summary:
          'Downloads a file under an open delivery, whole or in ranges; the peer of the provider is asked before and during the download.',
        parameters: [
          createPathParameter('id', text),
          createPathParameter('name', text),
          { name: 'provider', in: 'query', description, schema: components.refer(DownloadQuery.properties.provider) },
          createHeaderParameter('Range', 'One range of bytes.'),
          createHeaderParameter('If-Range', 'The ETag of the bytes that the range continues.'),
          createHeaderParameter('If-None-Match', 'ETags of bytes that the caller has.'),
        ],
        responses: {
          '200': { description: 'The whole file.', content: binary },
          '206': { description: 'The range.', content: binary },
          '304': { description: 'The caller has these bytes.' },
          ...problems.refer([
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

function blockPaths({ problems }: Parts): object {
  return {
    '/v1/audit/height': {
      get: {
        operationId: 'GetHeight',
        tags: ['audit'],
        summary: 'The number of blocks, for auditors, operators and authorities.',
        responses: {
          '200': { description: 'The height.', content: createJsonContent({ height: integer }, { height: 42 }) },
          ...problems.refer(['NOT_PERMITTED', 'PARTICIPANT_NOT_FOUND']),
        },
      },
    },
    '/v1/audit/blocks': {
      get: {
        operationId: 'StreamBlocks',
        tags: ['audit'],
        summary:
          'The blocks up to the height, each a serialised common.Block of Fabric after its length in four bytes, most significant first.',
        parameters: [{ name: 'from', in: 'query', description: 'The number of the first block.', schema: integer }],
        responses: {
          '200': { description: 'The blocks.', content: binary },
          ...problems.refer(['INPUT_INVALID', 'NOT_PERMITTED', 'PARTICIPANT_NOT_FOUND', 'ROUTE_NOT_FOUND']),
        },
      },
    },
    '/v1/audit/blocks/{number}': {
      get: {
        operationId: 'GetBlock',
        tags: ['audit'],
        summary: 'A block as it is stored: a serialised common.Block of Fabric.',
        parameters: [createPathParameter('number', integer)],
        responses: {
          '200': { description: 'The block.', content: binary },
          ...problems.refer(['NOT_PERMITTED', 'PARTICIPANT_NOT_FOUND', 'ROUTE_NOT_FOUND']),
        },
      },
    },
  };
}

/** Members of operations that need no token. */
const open = { tags: ['gateway'], security: [] };

function ownPaths(): object {
  const status = createJsonContent(
    { status: { enum: ['ok', 'read-only'] }, version: text, height: integer },
    { status: 'ok', version: '0.1.0', height: 42 },
    ['status', 'version'],
  );
  const states = { enum: ['ready', 'reading', 'refused', 'absent', 'draining'] };
  const progress = createJsonContent(
    { status: states, height: integer, ledgerHeight: integer, code: text, damagedWebhooks: { type: 'array', items: text } },
    { status: 'reading', height: 40, ledgerHeight: 42 },
    ['status', 'height', 'ledgerHeight'],
  );
  return {
    '/v1/health': {
      get: {
        ...open,
        operationId: 'GetHealth',
        summary: 'Whether the gateway reaches its ledger; read-only if the last transaction could not be written.',
        responses: {
          '200': { description: 'The ledger can be read.', content: status },
          '503': createProblem(['NETWORK_UNAVAILABLE']),
        },
      },
    },
    '/readyz': {
      get: {
        ...open,
        operationId: 'GetReady',
        summary:
          'How far the gateway has read the blocks of its peer, and the files of webhooks that were set aside because they are damaged.',
        responses: {
          '200': { description: 'It has those that the peer had.', content: progress },
          '503': {
            description: 'It reads them, refuses them with a code, holds no observer, who reads blocks, or is about to stop.',
            content: progress,
          },
        },
      },
    },
    '/livez': {
      get: {
        ...open,
        operationId: 'GetLive',
        summary: 'Whether the process runs.',
        responses: { '200': { description: 'It runs.', content: createJsonContent({ status: { const: 'ok' } }, { status: 'ok' }) } },
      },
    },
    '/metrics': {
      get: {
        ...open,
        operationId: 'GetMetrics',
        summary: 'The figures of the gateway for Prometheus; by default only for callers on its machine.',
        responses: {
          '200': { description: 'The figures.', content: { 'text/plain': { schema: text } } },
          '404': createProblem(['ROUTE_NOT_FOUND']),
        },
      },
    },
  };
}

/** The paths of this document. */
function describeDocumentPaths(): object {
  return {
    '/docs': {
      get: {
        ...open,
        operationId: 'GetPage',
        summary: 'This document as a page for people, without scripts.',
        responses: {
          '200': { description: 'The page.', content: { 'text/html': { schema: text } } },
          '304': { description: 'The caller has it.' },
        },
      },
    },
    '/v1/openapi.json': {
      get: {
        ...open,
        operationId: 'GetOpenApi',
        summary: 'This document.',
        responses: { '200': { description: 'The document.', content: { 'application/json': { schema: { type: 'object' } } } } },
      },
    },
  };
}
