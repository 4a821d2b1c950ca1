import { createJsonContent, findName } from './components';

/** The request bodies of the document. One that several operations take is written once. */
export class RequestBodies {
  private readonly uses = new Map<string, number>();
  private readonly bodies = new Map<string, object>();

  /** @param schemas the references of all operations, one for each */
  constructor(schemas: readonly object[]) {
    for (const schema of schemas) this.uses.set(findName(schema) ?? '', this.count(schema) + 1);
  }

  refer(schema: object): object {
    const body = { required: true, content: createJsonContent(schema) };
    const name = findName(schema);
    if (name === undefined || this.count(schema) < 2) return body;
    this.bodies.set(name, body);
    return { $ref: `#/components/requestBodies/${name}` };
  }

  /** The bodies that were referred to, by name. */
  get shared(): Readonly<Record<string, object>> {
    return Object.fromEntries(this.bodies);
  }

  private count(schema: object): number {
    return this.uses.get(findName(schema) ?? '') ?? 0;
  }
}
