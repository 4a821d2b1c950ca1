import { filteredNouns, ListFilters } from '@databund/client';
import { Type, TypeGuard, type TObject, type TSchema } from '@sinclair/typebox';
import { routeOf, toWrittenForm, type AnySubmit, type AnyTransaction } from '@databund/model';
import { completedOutputs } from '../delivery/completed-outputs';
import { isReadFromBlocks } from '../read-model/reads';
import { servedTransactions } from '../http/transaction-routes';
import { nameMadeId } from '../http/command';
import { Components, createJsonContent, findName } from './components';
import { describeGatewayPaths } from './gateway-paths';
import { Parameters, idempotencyKey, viewParameters, type Parameter } from './parameters';
import { RequestBodies } from './request-bodies';
import { Problems, problemSchema } from './problems';
import { tags } from './tags';

/** Returns the OpenAPI 3.1 document of the gateway; the transactions in it are made from their declarations. */
export function openApi(): object {
  const components = new Components();
  const submits = servedTransactions.filter((transaction): transaction is AnySubmit => transaction.kind === 'submit');
  const bodies = new RequestBodies(submits.map((submit) => defineBodySchema(submit, components)));
  const parts = { components, bodies, parameters: new Parameters(), answers: new Answers(), problems: new Problems() };
  const paths: Record<string, Record<string, object>> = {};
  for (const transaction of servedTransactions) {
    const { method, path } = routeOf(transaction);
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(transaction, parts) };
  }
  const all = { ...paths, ...describeGatewayPaths(parts) };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Databund',
      version: '1',
      description: 'A permissioned data-exchange ledger: listings, authorisations, trades and deliveries.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'The gateway that serves this document.' }],
    tags,
    security: [{ bearer: [] }],
    paths: all,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
      schemas: { ...parts.components.schemas, Problem: problemSchema },
      parameters: parts.parameters.all,
      requestBodies: bodies.shared,
      responses: { ...parts.answers.all, ...parts.problems.all },
    },
  };
}

interface Parts {
  readonly components: Components;
  readonly bodies: RequestBodies;
  readonly parameters: Parameters;
  readonly answers: Answers;
  readonly problems: Problems;
}

function describeOperation(transaction: AnyTransaction, { components, bodies, parameters, answers, problems }: Parts): object {
  const { name, noun, summary, kind } = transaction;
  const given = listParameters(transaction, components);
  const headers = kind === 'submit' ? [idempotencyKey] : [];
  return {
    operationId: name,
    tags: [noun],
    summary,
    ...(given.length + headers.length > 0 && { parameters: [...given, ...headers].map((parameter) => parameters.refer(name, parameter)) }),
    ...(kind === 'submit' && { requestBody: bodies.refer(defineBodySchema(transaction, components)) }),
    responses: {
      ...(kind === 'submit'
        ? { '201': answers.refer(`Committed${nameOf(transaction.output, name)}`, defineCommittedSchema(transaction, components)) }
        : { '200': answers.refer(nameOf(getOutput(transaction), name), defineAnswerSchema(transaction, components)) }),
      ...problems.referTransaction(transaction),
    },
  };
}

/** The success answers of the document, each written once. */
class Answers {
  private readonly responses = new Map<string, object>();

  refer(schemaName: string, schema: object): object {
    // Equal schemas have one name, and so one answer. One that adds to what it refers to is another schema.
    const name = (Object.keys(schema).length === 1 && findName(schema)) || schemaName;
    this.responses.set(name, { description: 'Done.', content: createJsonContent(schema) });
    return { $ref: `#/components/responses/${name}` };
  }

  get all(): Readonly<Record<string, object>> {
    return Object.fromEntries(this.responses);
  }
}

function listParameters(transaction: AnyTransaction, components: Components): readonly Parameter[] {
  const { properties, required = [] } = getMembers(transaction);
  const { inPath } = routeOf(transaction);
  const own = Object.entries(properties)
    .filter(([name]) => inPath.includes(name) || transaction.kind === 'evaluate')
    .map(([name, schema]): Parameter => {
      const isInPath = inPath.includes(name);
      const isRequired = isInPath || required.includes(name);
      return { name, in: isInPath ? 'path' : 'query', ...(isRequired && { required: true }), schema: components.refer(schema) };
    });
  const filters = listFilters(transaction);
  const others = own.filter(({ name }) => !filters.some((filter) => filter.name === name));
  return isReadFromBlocks(transaction) ? [...others, ...filters, ...viewParameters] : own;
}

/** Returns the filters that the gateway adds to a list. */
function listFilters({ noun, verb }: AnyTransaction): readonly Parameter[] {
  if (verb !== 'list' || !filteredNouns.some((each) => each === noun)) return [];
  return Object.entries<TSchema>(ListFilters.properties).map(([name, schema]) => ({ name, in: 'query', schema }));
}

/** The body of a submit: its command without the members of the path, and its transient value. */
function defineBodySchema(transaction: AnySubmit, components: Components): object {
  const { properties, required = [] } = getMembers({ input: toWrittenForm(transaction.input) });
  const { inPath } = routeOf(transaction);
  const members = Object.entries(properties).filter(([name]) => !inPath.includes(name));
  const body = members.map(
    ([name, schema]) =>
      [name, required.includes(name) && !(name === 'id' && nameMadeId(transaction)) ? schema : Type.Optional(schema)] as const,
  );
  const { transient } = transaction;
  const form = Type.Object({ ...Object.fromEntries(body), ...(transient && { transient }) }, { additionalProperties: false });
  return components.define(`${transaction.name}Body`, form);
}

/** The members of every committed transaction. Each says the form of its object. */
const Committed = Type.Object({ object: Type.Unknown(), transactionId: Type.String(), blockNumber: Type.Integer({ minimum: 0 }) });

function defineCommittedSchema({ name, output }: AnyTransaction, components: Components): object {
  const object = components.define(nameOf(output, name), output);
  const committed = components.define('Committed', Committed);
  return { ...committed, type: 'object', properties: { object } };
}

/** The answer of a read, with what the gateway adds to it. */
function defineAnswerSchema(transaction: AnyTransaction, components: Components): object {
  const output = getOutput(transaction);
  return components.define(nameOf(output, transaction.name), output);
}

function getOutput({ name, output }: AnyTransaction): TSchema {
  return completedOutputs[name] ?? output;
}

function nameOf({ $id }: TSchema, transaction: string): string {
  return $id ?? `${transaction}Answer`;
}

function getMembers({ input }: Pick<AnyTransaction, 'input'>): TObject {
  return TypeGuard.IsObject(input) ? input : Type.Object({});
}
