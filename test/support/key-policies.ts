import { encodeSignaturePolicy } from '@databund/devnet';

/** Encodes a key-level policy that peers of `n` of these organisations satisfy, in base64 as the probe chaincode takes it. */
export function peersOf(n: number, ...mspIds: readonly string[]): string {
  const of = mspIds.map((mspId) => ({ mspId, role: 'PEER' as const }));
  return Buffer.from(encodeSignaturePolicy({ n, of }).serializeBinary()).toString('base64');
}
