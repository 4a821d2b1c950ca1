import { createHash, type Hash } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { runProgram } from '../../support/program';

/** The path under which the server keeps its one file. */
const path = '/file';

/** Serves one file from a folder below the given one, and does what a gateway must at least: it hashes all bytes, and syncs what it stores. */
async function main(): Promise<void> {
  const folder = mkdtempSync(join(process.argv[2] ?? '.', 'plain-'));
  const file = join(folder, 'file');
  const server = createServer((request, response) => {
    void (request.method === 'PUT' ? receive(request, response, file) : send(response, file));
  });
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo; // `as`: it listens on a port.
    process.stdout.write(`${JSON.stringify({ url: `http://127.0.0.1:${String(port)}${path}` })}\n`);
  });
  process.once('SIGTERM', () => {
    rmSync(folder, { recursive: true });
    process.exit();
  });
  await new Promise(() => undefined);
}

async function receive(request: IncomingMessage, response: ServerResponse, file: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(request, hashInto(hash), createWriteStream(`${file}.new`));
  const written = await open(`${file}.new`, 'r+');
  await written.sync();
  await written.close();
  await rename(`${file}.new`, file);
  response.writeHead(201).end(hash.digest('hex'));
}

async function send(response: ServerResponse, file: string): Promise<void> {
  const hash = createHash('sha256');
  response.writeHead(200);
  await pipeline(createReadStream(file), hashInto(hash), response);
  hash.digest('hex');
}

/** Passes bytes on, and hashes them. */
function hashInto(hash: Hash): Transform {
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
  });
}

runProgram(main);
