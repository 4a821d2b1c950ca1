/** Returns whether a value has a form. */
export type Guard = (value: unknown) => boolean;

/** Returns whether a value is an object with members. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns whether a value is a text. */
export function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/** Makes a guard that permits a member to be absent; without a guard, nothing is permitted. */
export function isOptional(guard: Guard | undefined): Guard {
  return (value) => guard !== undefined && (value === undefined || guard(value));
}

/** Makes a guard for objects whose members all have one form. */
export function isRecordOf(guard: Guard): Guard {
  return (value) => isObject(value) && Object.values(value).every((member) => guard(member));
}
