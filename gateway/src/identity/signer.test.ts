import { generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { createSigner } from './signer';

const curveOrder = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** Reads R and S of a DER signature. */
function readParts(signature: Uint8Array): readonly bigint[] {
  const bytes = Buffer.from(signature);
  const lengthOfR = bytes[3] ?? 0;
  const s = bytes.subarray(6 + lengthOfR);
  return [bytes.subarray(4, 4 + lengthOfR), s].map((each) => BigInt(`0x${each.toString('hex')}`));
}

it('signs with ECDSA over SHA-256 in DER, with S in the lower half as Fabric demands', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sign = createSigner(privateKey);
  for (let round = 0; round < 300; round += 1) {
    const message = randomBytes(round);
    const signature = await sign(message);
    expect(verify('sha256', message, publicKey, signature)).toBe(true);
    expect((readParts(signature)[1] ?? curveOrder) <= curveOrder / 2n).toBe(true);
  }
});
