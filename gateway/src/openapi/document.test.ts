import Ajv2020 from 'ajv/dist/2020';
import { validate } from '@readme/openapi-parser';
import { listCodes, errorTable, formats, routeOf } from '@databund/model';
import { servedTransactions } from '../http/transaction-routes';
import { openApi } from './document';

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: object;
}
interface Reference {
  readonly $ref: string;
}
interface Response {
  readonly description: string;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}
interface Schema {
  readonly properties?: { readonly code?: { readonly enum?: readonly string[] } };
}
interface RequestBody {
  readonly content: Readonly<Record<string, { readonly schema: object }>>;
}
interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly (Parameter | Reference)[];
  readonly requestBody?: RequestBody | Reference;
  readonly responses: Readonly<Record<string, Response | Reference>>;
}
interface Document {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string };
  readonly servers: readonly object[];
  readonly tags: readonly { readonly name: string }[];
  readonly components: {
    readonly schemas: Readonly<Record<string, { readonly examples: readonly unknown[] }>>;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly requestBodies: Readonly<Record<string, RequestBody>>;
    readonly responses: Readonly<Record<string, Response>>;
  };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const json = JSON.stringify(openApi());
const document = JSON.parse(json) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.values(methods).map((operation) => ({ path, operation })),
);

function findBody({ requestBody }: Operation): RequestBody | undefined {
  if (requestBody === undefined || 'content' in requestBody) return requestBody;
  return document.components.requestBodies[requestBody.$ref.split('/').at(-1) ?? ''];
}

function listResponses({ responses }: Operation): readonly (readonly [string, Response])[] {
  return Object.entries(responses).map(([status, response]) => {
    const found = '$ref' in response ? document.components.responses[response.$ref.split('/').at(-1) ?? ''] : response;
    return [status, found ?? { description: '' }] as const;
  });
}

/** Returns the error codes that an answer may have. */
function listCodesOf(response: Response | undefined): readonly string[] {
  return response?.content?.['application/problem+json']?.schema.properties?.code?.enum ?? [];
}

function listParameters({ parameters = [] }: Operation): readonly Parameter[] {
  return parameters.flatMap((parameter) => {
    const found = '$ref' in parameter ? document.components.parameters[parameter.$ref.split('/').at(-1) ?? ''] : parameter;
    return found ? [found] : [];
  });
}

describe('the OpenAPI document', () => {
  it('writes valid OpenAPI 3.1', async () => {
    expect(await validate(JSON.parse(json))).toMatchObject({ valid: true });
  });

  it('keeps the OpenAPI document within 300 kB', () => {
    expect(Buffer.byteLength(json)).toBeLessThanOrEqual(300_000);
  });

  it.each(servedTransactions.map((transaction) => [transaction.name, transaction] as const))(
    'describes the transaction %s',
    (name, transaction) => {
      const { method, path } = routeOf(transaction);
      const operation = document.paths[path]?.[method.toLowerCase()];
      expect(operation?.operationId).toBe(name);
      const described = new Map(operation ? listResponses(operation) : []);
      for (const code of listCodes(transaction)) expect(listCodesOf(described.get(String(errorTable[code].status)))).toContain(code);
    },
  );

  it('names each operation once, and every member of a path', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, operation } of operations) {
      const inPath = listParameters(operation)
        .filter((each) => each.in === 'path')
        .map(({ name }) => `{${name}}`);
      expect(new Set(path.match(/\{\w+\}/g) ?? [])).toEqual(new Set(inPath));
    }
  });

  it('names a server and describes the tag of every operation', () => {
    const names = document.tags.map(({ name }) => name);
    expect(document.servers).not.toEqual([]);
    expect(new Set(operations.flatMap(({ operation }) => operation.tags))).toEqual(new Set(names));
  });

  it('lists under each status only error codes of that status', () => {
    const answered = operations.filter(({ path }) => path !== '/readyz'); // Progress is not a problem.
    const described = answered.flatMap(({ operation }) => listResponses(operation)).filter(([status]) => Number(status) >= 400);
    const statuses: Readonly<Record<string, { readonly status: number }>> = errorTable;
    for (const [status, response] of described) {
      expect(listCodesOf(response)).not.toEqual([]);
      for (const code of listCodesOf(response)) expect([code, statuses[code]?.status]).toEqual([code, Number(status)]);
    }
  });

  it('names a schema for the body and the answer of every transaction', () => {
    const names = new Set(servedTransactions.map(({ name }) => name));
    const schemas = operations
      .filter(({ operation }) => names.has(operation.operationId))
      .flatMap(({ operation }) => {
        const answers = listResponses(operation).filter(([status]) => status.startsWith('2'));
        return [findBody(operation) ?? {}, ...answers.map(([, response]) => response)];
      })
      .flatMap(({ content = {} }: Pick<Response, 'content'>) => Object.values(content));
    expect(schemas.length).toBeGreaterThan(150);
    const named: unknown = { $ref: expect.stringMatching(/^#/) as unknown };
    // A committed transaction is the common form with its object, so each has two names.
    const committed = { $ref: '#/components/schemas/Committed', type: 'object', properties: { object: named } };
    for (const { schema } of schemas) expect(schema).toEqual('properties' in schema ? committed : named);
  });

  it('shows the form of its own object in the answer of every submit', () => {
    const submits = servedTransactions.filter(({ kind, output }) => kind === 'submit' && output.$id !== undefined);
    for (const { name, output } of submits) {
      const { operation } = operations.find((each) => each.operation.operationId === name)!;
      const answer = listResponses(operation).find(([status]) => status === '201');
      expect([name, JSON.stringify(answer)]).toEqual([
        name,
        expect.stringContaining(`"object":{"$ref":"#/components/schemas/${output.$id ?? ''}"}`),
      ]);
    }
  });

  it('writes schemas that compile, each with an example that it accepts', () => {
    const base = 'https://schemas.example/';
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { ...formats, binary: true } });
    const makeAbsolute = (value: object) => JSON.parse(JSON.stringify(value).replaceAll('#/components/schemas/', base)) as object;
    for (const [name, schema] of Object.entries(document.components.schemas)) ajv.addSchema(makeAbsolute(schema), base + name);
    for (const [name, { examples }] of Object.entries(document.components.schemas)) {
      const isValid = ajv.getSchema(base + name);
      expect([name, examples.length > 0 && examples.every((example) => isValid?.(example) === true), isValid?.errors]).toEqual([
        name,
        true,
        null,
      ]);
    }
    const written = operations.flatMap(({ operation }) => [
      ...listParameters(operation),
      ...Object.values(findBody(operation)?.content ?? {}),
      ...listResponses(operation).flatMap(([, { content = {} }]) => Object.values(content)),
    ]);
    expect(written.length).toBeGreaterThan(500);
    const distinct = new Map(written.map(({ schema }) => [JSON.stringify(schema), schema]));
    for (const schema of distinct.values()) ajv.compile(makeAbsolute(schema));
  });

  it('declares a transient value for no other transactions than PriceTrade, RecordRefusal and KeepText', () => {
    const bodies = Object.entries(document.components.schemas).filter(([name]) => name.endsWith('Body'));
    expect(bodies.filter(([, schema]) => JSON.stringify(schema).includes('"transient"')).map(([name]) => name)).toEqual([
      'KeepTextBody',
      'PriceTradeBody',
      'RecordRefusalBody',
    ]);
  });
});
