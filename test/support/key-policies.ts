import { encodeSignaturePolicy } from '@databund/devnet';

/** Encodes the key policy that `n` of these organisations' peers must endorse, in base64. */
export function encodeKeyPolicy(n: number, ...mspIds: readonly string[]): string {
  const rule = { n, of: mspIds.map((mspId) => ({ mspId, role: 'PEER' as const })) };
  return Buffer.from(encodeSignaturePolicy(rule).serializeBinary()).toString('base64');
}
