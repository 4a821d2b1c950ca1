import { generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { newSigner } from './signer';

const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** R and S of a DER signature. */
function partsOf(signature: Uint8Array): readonly bigint[] {
  const bytes = Buffer.from(signature);
  const lengthOfR = bytes[3] ?? 0;
  const s = bytes.subarray(6 + lengthOfR);
  return [bytes.subarray(4, 4 + lengthOfR), s].map((each) => BigInt(`0x${each.toString('hex')}`));
}

it('signs as Fabric demands: ECDSA over SHA-256, in DER, S in the lower half', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const sign = newSigner(privateKey);
  for (let round = 0; round < 300; round += 1) {
    const message = randomBytes(round);
    const signature = await sign(message);
    expect(verify('sha256', message, publicKey, signature)).toBe(true);
    expect((partsOf(signature)[1] ?? order) <= order / 2n).toBe(true);
  }
});
