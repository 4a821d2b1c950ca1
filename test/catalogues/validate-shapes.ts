import { readFileSync } from 'node:fs';
import { Parser, Store } from 'n3';

/** Validates documents of Turtle against a file of SHACL shapes. */
export class ShapeValidator {
  private constructor(private readonly validate: (store: Store) => Promise<readonly string[]>) {}

  static async load(shapes: string): Promise<ShapeValidator> {
    const { default: Validator } = await import('rdf-validate-shacl');
    const validator = new Validator(new Store(new Parser().parse(readFileSync(shapes, 'utf8'))));
    return new ShapeValidator(async (store) => {
      const { results } = await validator.validate(store);
      return results.map(({ focusNode, message }) => `${focusNode.value} ${message.map(({ value }) => value).join(' ')}`);
    });
  }

  /** Returns a line for each violation. */
  findViolations(turtle: string): Promise<readonly string[]> {
    return this.validate(new Store(new Parser().parse(turtle)));
  }
}
