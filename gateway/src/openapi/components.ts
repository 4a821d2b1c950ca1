import { TypeGuard, type TSchema } from '@sinclair/typebox';
import * as model from '@databund/model';
import { createExample } from './example';

const prefix = '#/components/schemas/';

/** The named schemas of the document. Each is written once, with an example, and referred to everywhere else. */
export class Components {
  private readonly namesByText = new Map<string, string>();
  private readonly definitions = new Map<string, object>();

  constructor() {
    // Every form that the model exports keeps its name; so do views, which bear theirs.
    for (const [name, form] of Object.entries(model)) if (TypeGuard.IsSchema(form)) this.name(nameOfView(form) ?? name, form);
  }

  /** Returns a reference to a schema under a name, and defines it if it is new. */
  define(name: string, schema: TSchema): object {
    const known = this.namesByText.get(formatSchema(schema));
    if (known === undefined) this.name(name, schema);
    return this.refer(schema);
  }

  /** Returns a schema in which every named part is a reference. */
  refer(schema: unknown): object {
    const replaced = this.replace(schema, false);
    return typeof replaced === 'object' && replaced !== null ? replaced : {};
  }

  /** The definitions that were referred to, by name. */
  get schemas(): Readonly<Record<string, object>> {
    return Object.fromEntries([...this.definitions].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private name(name: string, schema: TSchema): void {
    const text = formatSchema(schema);
    if (!this.namesByText.has(text)) this.namesByText.set(text, name);
  }

  private replace(value: unknown, isDefinition: boolean): unknown {
    if (Array.isArray(value)) return value.map((item: unknown) => this.replace(item, false));
    if (typeof value !== 'object' || value === null) return value;
    const name = this.namesByText.get(formatSchema(value)) ?? nameOfId(value);
    if (!isDefinition && name !== undefined) return this.createReference(name, value);
    const members = Object.entries(value).filter(([key]) => key !== '$id');
    return Object.fromEntries(members.map(([key, member]: [string, unknown]) => [key, this.replace(member, false)]));
  }

  private createReference(name: string, schema: object): object {
    if (!this.definitions.has(name)) {
      this.definitions.set(name, {}); // Holds the place, if the schema refers to itself.
      const definition = this.replace(schema, true);
      this.definitions.set(name, Object.assign({}, definition, { examples: [createExample(schema)] }));
    }
    return { $ref: prefix + name };
  }
}

/** Returns the name to which a schema refers; `undefined` if it is no reference. */
export function findName(schema: object): string | undefined {
  return '$ref' in schema && typeof schema.$ref === 'string' ? schema.$ref.slice(prefix.length) : undefined;
}

/** Describes a body of JSON. */
export function createJsonContent(schema: object): object {
  return { 'application/json': { schema } };
}

/** Returns a text that is the same for equal schemas; the id of a view is no part of its form. */
function formatSchema(schema: object): string {
  return JSON.stringify(schema, (key, value: unknown) => (key === '$id' ? undefined : value));
}

function nameOfView({ $id }: TSchema): string | undefined {
  return $id;
}

/** Returns the name of the form of an id, such as `IdOfLst`. */
function nameOfId(schema: object): string | undefined {
  const pattern: unknown = 'pattern' in schema ? schema.pattern : undefined;
  const [, first = '', rest = ''] = /^\^([a-z])([a-z]{2})-\[0-9a-h/.exec(String(pattern)) ?? [];
  return first === '' ? undefined : `IdOf${first.toUpperCase()}${rest}`;
}
