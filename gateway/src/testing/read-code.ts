/** Returns the error code of a problem that was answered. */
export function readCode({ body }: { readonly body: unknown }): unknown {
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : undefined;
}
