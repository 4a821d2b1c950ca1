import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';

/** A chaincode package, and its id: the label and the SHA-256 of the bytes in hex. */
export interface ChaincodePackage {
  readonly id: string;
  readonly bytes: Buffer;
}

/** Packs the address of a chaincode server. Equal addresses give equal bytes, so that every start finds the package installed. */
export async function packChaincode(name: string, version: string, address: string): Promise<ChaincodePackage> {
  const label = `${name}_${version}`;
  const connection = JSON.stringify({ address, dial_timeout: '10s', tls_required: false });
  const code = gzipSync(await packTar({ 'connection.json': Buffer.from(connection) }));
  const bytes = gzipSync(await packTar({ 'metadata.json': Buffer.from(JSON.stringify({ type: 'ccaas', label })), 'code.tar.gz': code }));
  return { id: `${label}:${createHash('sha256').update(bytes).digest('hex')}`, bytes };
}

async function packTar(files: Readonly<Record<string, Buffer>>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name, mode: 0o644, mtime: new Date(0) }, content);
  tar.finalize();
  return buffer(tar);
}
