import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { makeId } from '../support/cast';
import { bytes, makeContent } from '../support/listings';
import type { FaultedGateway } from './faulted-gateway';

const slowSockets = 50;
const idleSockets = 2_000;

/** Bodies that come byte by byte: how many were ended with 408, and after how long the last one. */
export async function sendSlowly(gateway: FaultedGateway): Promise<object> {
  const startedMs = performance.now();
  const { authorization = '' } = gateway.makeHeaders('provider');
  const head = ['POST /v1/listings HTTP/1.1', 'Host: x', `Authorization: ${authorization}`, 'Content-Type: application/json'];
  const answers = Array.from({ length: slowSockets }, async () => {
    const socket = await openSocket(gateway);
    socket.write(`${[...head, 'Content-Length: 1000'].join('\r\n')}\r\n\r\n`);
    const drip = setInterval(() => socket.write(' '), 250);
    return text(socket).finally(() => clearInterval(drip));
  });
  const ended = (await Promise.all(answers)).filter((answer) => answer.startsWith('HTTP/1.1 408'));
  return { sockets: slowSockets, ended: ended.length, seconds: Math.round((performance.now() - startedMs) / 100) / 10 };
}

/** A body above the limit, one that never ends, and one that is small only while it is compressed: the statuses. */
export async function sendHuge(gateway: FaultedGateway): Promise<object> {
  const headers = gateway.makeHeaders('provider');
  const send = async (body: Buffer, more: Readonly<Record<string, string>> = {}) =>
    (await fetch(`${gateway.url}/v1/listings`, { method: 'POST', headers: { ...headers, ...more }, body })).status;
  const { gzipSync } = await import('node:zlib');
  const huge = Buffer.alloc(64 * 1024 * 1024, 0x20);
  return { bytes: huge.length, status: await send(huge), bomb: await send(gzipSync(huge), { 'content-encoding': 'gzip' }) };
}

/** Connections that say nothing: how long a request beside them takes. */
export async function openMany(gateway: FaultedGateway): Promise<object> {
  const sockets = await Promise.all(Array.from({ length: idleSockets }, () => openSocket(gateway)));
  const startedMs = performance.now();
  const { status } = await fetch(`${gateway.url}/livez`);
  const ms = Math.round(performance.now() - startedMs);
  for (const socket of sockets) socket.destroy();
  return { sockets: sockets.length, status, ms };
}

/** An upload to a full disk, and again when there is space; `undefined` if this machine lets nobody mount a small disk. */
export async function fillDisk(gateway: FaultedGateway): Promise<object | undefined> {
  const { exchange, data } = gateway;
  const objects = join(data, 'gateway', 'objects');
  mkdirSync(objects, { recursive: true });
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'tmpfs', objects]).status !== 0) return undefined;
  try {
    await gateway.restart(); // Otherwise it uses the folder that is hidden now.
    const id = makeId('lst');
    await exchange.members.provider.call('CreateListing', { id, content: makeContent() });
    const { authorization = '' } = gateway.makeHeaders('provider');
    const path = `${gateway.url}/v1/listings/${id}/versions/1/distributions/readings.csv`;
    const upload = async () => (await fetch(path, { method: 'PUT', headers: { authorization }, body: bytes })).status;
    const filler = join(objects, 'filler');
    const full = fillUp(filler);
    const statuses = [await upload()];
    rmSync(filler);
    return { filledBytes: full, statuses: [...statuses, await upload()] };
  } finally {
    await gateway.kill();
    spawnSync('umount', [objects]);
  }
}

/** Writes until nothing more fits; returns the bytes. */
function fillUp(path: string): number {
  let written = 0;
  try {
    for (; ; written += 4096) writeFileSync(path, Buffer.alloc(4096), { flag: 'a' });
  } catch {
    return written;
  }
}

async function openSocket({ url }: FaultedGateway): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}
