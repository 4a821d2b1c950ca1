const composite = /^\0([^\0]+)\0((?:[^\0]*\0)*)$/;

/** Returns a state key in visible characters: a composite key as `type~attribute~attribute`, other control characters escaped. */
export function printKey(key: string): string {
  const [, type, attributes = ''] = composite.exec(key) ?? [];
  const plain = type === undefined ? key : [type, ...attributes.split('\0').slice(0, -1)].join('~');
  return plain.replace(/[\p{Cc}\p{Cf}\p{Cs}\u{10ffff}]/gu, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Returns a problem with its key in visible characters. */
export function printProblem<P extends { readonly key?: string }>(problem: P): P {
  return problem.key === undefined ? problem : { ...problem, key: printKey(problem.key) };
}
