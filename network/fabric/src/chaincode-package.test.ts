import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { extract } from 'tar-stream';
import { packChaincode } from './chaincode-package';

async function unpack(bytes: Buffer): Promise<Readonly<Record<string, Buffer>>> {
  const files: Record<string, Buffer> = {};
  const tar = extract();
  tar.end(gunzipSync(bytes));
  for await (const entry of tar) {
    files[entry.header.name] = await buffer(entry);
  }
  return files;
}

describe('a chaincode package', () => {
  it('packs equal addresses into equal bytes, so that a peer recognises the package', async () => {
    const [first, second] = [await packChaincode('basic', '1.0', '127.0.0.1:9100'), await packChaincode('basic', '1.0', '127.0.0.1:9100')];
    expect(second.bytes.equals(first.bytes)).toBe(true);
  });

  it('computes the package id of Fabric: the label and the SHA-256 of the bytes', async () => {
    const { id, bytes } = await packChaincode('basic', '1.0', '127.0.0.1:9100');
    expect(id).toBe(`basic_1.0:${createHash('sha256').update(bytes).digest('hex')}`);
  });

  it('computes another id if the server listens elsewhere', async () => {
    const [here, there] = [await packChaincode('basic', '1.0', '127.0.0.1:9100'), await packChaincode('basic', '1.0', '127.0.0.1:9101')];
    expect(there.id).not.toBe(here.id);
  });

  it('packs its type, its label and the address of the server', async () => {
    const { bytes } = await packChaincode('basic', '1.0', '127.0.0.1:9100');
    const outer = await unpack(bytes);
    expect(JSON.parse(String(outer['metadata.json']))).toEqual({ type: 'ccaas', label: 'basic_1.0' });
    const inner = await unpack(outer['code.tar.gz'] ?? Buffer.alloc(0));
    expect(JSON.parse(String(inner['connection.json']))).toMatchObject({ address: '127.0.0.1:9100', tls_required: false });
  });
});
