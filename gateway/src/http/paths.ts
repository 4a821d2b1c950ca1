/** Paths of the bytes of a listing, which its provider uploads, and of a delivery, which its buyer downloads. */
export const bytePaths = {
  held: '/v1/listings/{id}/versions/{version}/distributions/{name}',
  delivered: '/v1/deliveries/{id}/distributions/{name}',
} as const;

/** Returns a path as Express writes it: `{id}` becomes `:id`. */
export function createPattern(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

/** The addresses of checkpoints, of signatures of other gateways' checkpoints, and of packs. */
export const evidencePaths = { checkpoint: '/v1/checkpoint', cosignature: '/v1/cosignature', pack: '/v1/evidence/{kind}/{id}' } as const;
