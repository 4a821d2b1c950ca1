import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Type, type Static } from '@sinclair/typebox';
import { parse } from '../http/validation';

const Sealed = Type.Object({ alg: Type.Literal('aes-256-gcm'), iv: Type.String(), tag: Type.String(), data: Type.String() });
type Sealed = Static<typeof Sealed>;

/** Encrypts a text with AES-256-GCM under a key of 32 bytes; its name is authenticated too. Returns JSON. */
export function sealText(name: string, text: string, key: Buffer): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(name));
  const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  const sealed: Sealed = {
    alg: 'aes-256-gcm',
    iv: iv.toString('base64'),
    tag: cipher.getAuthTag().toString('base64'),
    data: data.toString('base64'),
  };
  return JSON.stringify(sealed);
}

/** Returns a sealed text. @throws Error if it has another name or another key */
export function openText(name: string, sealed: string, key: Buffer): string {
  const value: unknown = JSON.parse(sealed);
  const { iv, tag, data } = parse(Sealed, value);
  const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64')).setAAD(Buffer.from(name));
  decipher.setAuthTag(Buffer.from(tag, 'base64'));
  return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('utf8');
}
