import Ajv2020 from 'ajv/dist/2020';
import { codesOf, errorTable, formats, routeOf } from '@databund/model';
import { openApi } from './openapi';
import { servedTransactions } from './transaction-routes';

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: object }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: object }>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, { schema: object }>> }>
  >;
}
interface Document {
  readonly components: { readonly schemas: { readonly Problem: object } };
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

const document = JSON.parse(JSON.stringify(openApi())) as Document;
const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
);

describe('the OpenAPI document', () => {
  it.each(servedTransactions.map((transaction) => [transaction.name, transaction] as const))('describes %s', (name, transaction) => {
    const { method, path } = routeOf(transaction);
    const operation = document.paths[path]?.[method.toLowerCase()];
    expect(operation?.operationId).toBe(name);
    for (const code of codesOf(transaction))
      expect(operation?.responses[String(errorTable[code].status)]?.description.split(', ')).toContain(code);
  });

  it('names each operation once, and every member of a path', () => {
    const names = operations.map(({ operation }) => operation.operationId);
    expect(new Set(names).size).toBe(names.length);
    for (const { path, operation } of operations) {
      const inPath = (operation.parameters ?? []).filter((each) => each.in === 'path').map(({ name }) => `{${name}}`);
      expect(new Set(path.match(/\{\w+\}/g) ?? [])).toEqual(new Set(inPath));
    }
  });

  it('says under each status only codes of that status', () => {
    for (const { operation } of operations) {
      for (const [status, { description }] of Object.entries(operation.responses)) {
        if (Number(status) < 400) continue;
        for (const code of description.split(', '))
          expect([code, errorTable[code as keyof typeof errorTable].status]).toEqual([code, Number(status)]);
      }
    }
  });

  it('holds JSON Schemas that compile, and nothing beside JSON', () => {
    const ajv = new Ajv2020({ strict: true, allowUnionTypes: true, formats: { ...formats, binary: true } });
    ajv.addSchema(document.components.schemas.Problem, 'problem.json');
    const schemas = operations.flatMap(({ operation }) => [
      ...(operation.parameters ?? []).map(({ schema }) => schema),
      ...Object.values(operation.requestBody?.content ?? {}).map(({ schema }) => schema),
      ...Object.values(operation.responses).flatMap(({ content = {} }) => Object.values(content).map(({ schema }) => schema)),
    ]);
    expect(schemas.length).toBeGreaterThan(500);
    for (const schema of schemas)
      ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('#/components/schemas/Problem', 'problem.json')) as object);
  });

  it('asks for transient values only where they are declared', () => {
    const withTransient = operations.filter(({ operation }) => JSON.stringify(operation.requestBody ?? {}).includes('"transient"'));
    expect(withTransient.map(({ operation }) => operation.operationId)).toEqual(['PriceTrade']);
  });
});
