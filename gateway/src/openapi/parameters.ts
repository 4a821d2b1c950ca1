/** A member of a path or of a query. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly schema: object;
  readonly description?: string;
}

/** The key under which a submit is done once. */
export const idempotencyKey: Parameter = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'Submits with the same key are done once in 24 hours, and get the first answer. It stands in for the id of a new object.',
  schema: { type: 'string' },
};

/** Names the height at which a read is answered from the blocks. */
export const viewParameters: readonly Parameter[] = [
  {
    name: 'at',
    in: 'query',
    description: 'Answers as it was after a block, by its number, at an instant, or at the beginning of a day. Rights are those of now.',
    schema: { type: 'string' },
  },
  {
    name: 'consistent',
    in: 'query',
    description: 'Waits until the gateway has read the block with this number.',
    schema: { type: 'integer', minimum: 0 },
  },
];

/** The parameters of reads that know no past. */
export const currentParameters: readonly Parameter[] = viewParameters.filter(({ name }) => name !== 'at');

/** Short names of parameters to which every submit refers, because the document is loaded whole. */
const shortNames: Readonly<Record<string, string>> = { 'Idempotency-Key': 'key' };

/** The parameters of the document: each is written once, however many operations have it. */
export class Parameters {
  private readonly namesByText = new Map<string, string>();
  private readonly parameters = new Map<string, Parameter>();

  /** Returns a reference to a parameter; if other operations use its name for another form, it is named after the operation. */
  refer(operation: string, parameter: Parameter): object {
    const text = JSON.stringify(parameter);
    const known = this.namesByText.get(text);
    if (known !== undefined) return { $ref: createReference(known) };
    const short = shortNames[parameter.name] ?? parameter.name;
    const name = this.parameters.has(short) ? `${operation}.${short}` : short;
    this.namesByText.set(text, name);
    this.parameters.set(name, parameter);
    return { $ref: createReference(name) };
  }

  /** The parameters that were referred to, by name. */
  get all(): Readonly<Record<string, Parameter>> {
    return Object.fromEntries(this.parameters);
  }
}

function createReference(name: string): string {
  return `#/components/parameters/${name}`;
}
