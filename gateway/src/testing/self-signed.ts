import { sign, type KeyObject } from 'node:crypto';

/** Creates the smallest self-signed certificate (RFC 5280, section 4.1), PEM. */
export function createSelfSigned(privateKey: KeyObject, publicKey: KeyObject): string {
  const ecdsaWithSha256 = toDer(0x30, Buffer.from('06082a8648ce3d040302', 'hex'));
  const name = toDer(0x30);
  const validity = toDer(0x30, toDer(0x17, Buffer.from('250101000000Z')), toDer(0x17, Buffer.from('450101000000Z')));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const body = toDer(0x30, toDer(0x02, Buffer.from([1])), ecdsaWithSha256, name, validity, name, spki);
  const signature = toDer(0x03, Buffer.from([0]), sign('sha256', body, privateKey));
  const base64 = toDer(0x30, body, ecdsaWithSha256, signature).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replaceAll(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

function toDer(tag: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts);
  const length = body.length < 128 ? [body.length] : [0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), body]);
}
