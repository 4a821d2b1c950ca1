import type { TSchema } from '@sinclair/typebox';
import { codesOf, errorTable, routeOf, toCanonicalJson, type AnyTransaction, type ErrorCode } from '@databund/model';
import { gatewayPaths } from './openapi-gateway';
import { servedTransactions } from './transaction-routes';

/** What any call may be refused with, besides its own codes. */
const commonCodes: readonly ErrorCode[] = [
  'INPUT_INVALID',
  'TOKEN_INVALID',
  'IDENTITY_NOT_HELD',
  'CALLER_UNKNOWN',
  'PARTICIPANT_NOT_ACTIVE',
  'CERTIFICATE_NOT_PINNED',
  'EXCHANGE_NOT_FOUNDED',
  'TOO_MANY_REQUESTS',
  'NETWORK_UNAVAILABLE',
  'ENDORSEMENT_FAILED',
  'INTERNAL',
];
const submitCodes: readonly ErrorCode[] = [
  'NOT_PERMITTED',
  'INPUT_TOO_LARGE',
  'MEDIA_TYPE_NOT_SUPPORTED',
  'READ_CONFLICT',
  'ENDORSERS_DISAGREE',
  'TRANSACTION_INVALID',
  'OUTCOME_UNKNOWN',
];

/** The OpenAPI 3.1 document of the gateway; what serves transactions is made from their declarations. */
export function openApi(): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const transaction of servedTransactions) {
    const { method, path } = routeOf(transaction);
    paths[path] = { ...paths[path], [method.toLowerCase()]: operationOf(transaction) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Databund',
      version: '1',
      description: 'A permissioned data-exchange ledger: listings, authorisations, trades and deliveries.',
    },
    security: [{ bearer: [] }],
    paths: { ...paths, ...gatewayPaths(problemsWith) },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { Problem: problemSchema },
    },
  };
}

function operationOf(transaction: AnyTransaction): object {
  const { name, noun, summary, output, kind } = transaction;
  const answer = kind === 'submit' ? committed(output) : plain(output);
  return {
    operationId: name,
    tags: [noun],
    summary,
    parameters: parametersOf(transaction),
    ...(kind === 'submit' && { requestBody: { required: true, content: { 'application/json': { schema: bodySchema(transaction) } } } }),
    responses: {
      [kind === 'submit' ? '201' : '200']: { description: 'Done.', content: { 'application/json': { schema: answer } } },
      ...problemsOf(transaction),
    },
  };
}

interface ObjectSchema {
  readonly properties: Readonly<Record<string, TSchema>>;
  readonly required?: readonly string[];
}

function parametersOf(transaction: AnyTransaction): readonly object[] {
  const { properties, required = [] } = transaction.input as unknown as ObjectSchema;
  const { inPath } = routeOf(transaction);
  return Object.entries(properties)
    .filter(([name]) => inPath.includes(name) || transaction.kind === 'evaluate')
    .map(([name, schema]) =>
      inPath.includes(name)
        ? { name, in: 'path', required: true, schema: plain(schema) }
        : { name, in: 'query', required: required.includes(name), schema: plain(schema) },
    );
}

function bodySchema(transaction: AnyTransaction & { readonly kind: 'submit' }): object {
  const { properties, required = [] } = transaction.input as unknown as ObjectSchema;
  const { inPath } = routeOf(transaction);
  const members = Object.entries(properties).filter(([name]) => !inPath.includes(name));
  const { transient } = transaction;
  return plain({
    type: 'object',
    additionalProperties: false,
    properties: { ...Object.fromEntries(members), ...(transient && { transient }) },
    required: [...required.filter((name) => !inPath.includes(name)), ...(transient ? ['transient'] : [])],
  });
}

function committed(output: TSchema): object {
  return plain({
    type: 'object',
    properties: { object: output, transactionId: { type: 'string' }, blockNumber: { type: 'integer' } },
    required: ['object', 'transactionId', 'blockNumber'],
  });
}

function problemsOf(transaction: AnyTransaction): object {
  return problemsWith([...(transaction.kind === 'submit' ? submitCodes : []), ...codesOf(transaction)]);
}

/** Problems by their status, each with the codes it may carry, those of any call among them. */
function problemsWith(own: readonly ErrorCode[]): object {
  const byStatus = new Map<string, ErrorCode[]>();
  for (const code of new Set([...commonCodes, ...own])) {
    const status = String(errorTable[code].status);
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, of]) => [
      status,
      {
        description: of.join(', '),
        content: {
          'application/problem+json': {
            schema: { allOf: [{ $ref: '#/components/schemas/Problem' }, { type: 'object', properties: { code: { enum: of } } }] },
          },
        },
      },
    ]),
  );
}

const problemSchema = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    details: { type: 'object' },
    instance: { type: 'string' },
  },
};

/** JSON Schema alone: what TypeBox keeps beside it, and the ids of views used twice, are left out. */
function plain(schema: object): object {
  return JSON.parse(toCanonicalJson(schema), (key, value: unknown) => (key === '$id' ? undefined : value)) as object;
}
