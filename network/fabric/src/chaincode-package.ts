import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** A chaincode package and the id that peers give it: its label and the SHA-256 of its bytes. */
export interface ChaincodePackage {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Packs where a chaincode’s server listens. The same address makes the same bytes, so every start finds it installed. */
export async function packChaincode(name: string, version: string, address: string): Promise<ChaincodePackage> {
  const label = `${name}_${version}`;
  const connection = JSON.stringify({ address, dial_timeout: '10s', tls_required: false });
  const code = gzipSync(await tarOf({ 'connection.json': Buffer.from(connection) }));
  const bytes = gzipSync(await tarOf({ 'metadata.json': Buffer.from(JSON.stringify({ type: 'ccaas', label })), 'code.tar.gz': code }));
  return { id: `${label}:${createHash('sha256').update(bytes).digest('hex')}`, bytes };
}

async function tarOf(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name, mode: 0o644, mtime: new Date(0) }, content);
  tar.finalize();
  const parts: Buffer[] = [];
  for await (const part of tar) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
