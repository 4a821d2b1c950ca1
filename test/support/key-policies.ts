import { signaturePolicy } from '@databund/devnet/internal/orderer/signature-policy';

/** Encodes the key policy that `n` of these organisations' peers must endorse, in base64. */
export function encodeKeyPolicy(n: number, ...mspIds: readonly string[]): string {
  const rule = { n, of: mspIds.map((mspId) => ({ mspId, role: 'PEER' as const })) };
  return Buffer.from(signaturePolicy(rule).serializeBinary()).toString('base64');
}
