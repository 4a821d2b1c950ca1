import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Type } from '@sinclair/typebox';
import { hashBytes } from '@databund/model';
import { FaultedGateway } from '../../faults/faulted-gateway';
import { makeId } from '../../support/cast';
import { parseJson } from '../../support/json';
import { activate, makeContent } from '../../support/listings';
import { NodeProcess } from '../../support/node-process';
import { TestError } from '../../support/test-error';
import { divide, type Figure } from '../network/figures';
import { download, upload, type Place } from './move-bytes';

/** Counts of what the benchmark measures. */
export interface GatewayBenchOptions {
  readonly rounds: number;
  /** The size of the file that is uploaded and downloaded. */
  readonly mebibytes: number;
  /** Minutes of load over which the growth of memory is measured. */
  readonly minutes: number;
}

/** Rates of a gateway, divided by those of a plain file server that hashes and syncs too, and the growth of its memory under load. */
export interface GatewayFigures {
  readonly upload: number;
  readonly download: number;
  /** Memory after all minutes divided by that after the first, each after a collection; `null` without minutes. */
  readonly memoryGrowth: number | null;
  readonly spread: { readonly upload: Figure['spread']; readonly download: Figure['spread'] };
  readonly mebibytesPerSecond: { readonly upload: number; readonly download: number };
  readonly requests: number;
  readonly rounds: number;
  readonly mebibytes: number;
  readonly minutes: number;
}

const name = 'large.bin';
const loadCallers = 8;
const settleMs = 500;
const readyForm = Type.Object({ url: Type.String() });

/** Measures a gateway in a process of its own beside a plain file server on the same disk, both in turn. */
export async function measureGateway(options: GatewayBenchOptions): Promise<GatewayFigures> {
  const collector = join(__dirname, 'collect-on-signal.js');
  const gateway = await FaultedGateway.open({ NODE_OPTIONS: `--require ${collector}` });
  const plain = NodeProcess.start([join(__dirname, 'plain-server.js'), gateway.data]);
  try {
    const { url } = parseJson(readyForm, await plain.readLine());
    const rates = await measureTransfers(gateway, { url }, options);
    const memory = options.minutes > 1 ? await measureMemory(gateway, options.minutes) : { growth: null, requests: 0 };
    const [up, down] = [divide(rates.gateway.upload, rates.plain.upload), divide(rates.gateway.download, rates.plain.download)];
    return {
      upload: up.median,
      download: down.median,
      memoryGrowth: memory.growth,
      spread: { upload: up.spread, download: down.spread },
      mebibytesPerSecond: {
        upload: Math.round(Math.max(...rates.gateway.upload)),
        download: Math.round(Math.max(...rates.gateway.download)),
      },
      requests: memory.requests,
      ...options,
    };
  } finally {
    await plain.end();
    await gateway.close();
  }
}

interface Rates {
  readonly upload: number[];
  readonly download: number[];
}

async function measureTransfers(
  gateway: FaultedGateway,
  plain: Place,
  { rounds, mebibytes }: GatewayBenchOptions,
): Promise<Readonly<Record<'gateway' | 'plain', Rates>>> {
  const rates = { gateway: { upload: [], download: [] }, plain: { upload: [], download: [] } } as Record<'gateway' | 'plain', Rates>; // `as`: lists of numbers.
  const bytes = randomBytes(mebibytes * 1_048_576);
  // The first round warms both up.
  for (let round = 0; round <= rounds; round += 1) {
    bytes.writeUInt32BE(round); // Bytes that are stored already would only be compared.
    const places = await describeFile(gateway, bytes);
    const plainRates = { upload: await upload(plain, bytes), download: await download(plain, bytes) };
    const ownRates = { upload: await upload(places.held, bytes), download: await download(await places.open(), bytes) };
    if (round === 0) continue;
    for (const kind of ['upload', 'download'] as const) {
      rates.plain[kind].push(plainRates[kind]);
      rates.gateway[kind].push(ownRates[kind]);
    }
  }
  return rates;
}

/** Publishes a listing of the bytes. Returns where they are uploaded, and what opens a delivery of them. */
async function describeFile(
  gateway: FaultedGateway,
  bytes: Buffer,
): Promise<{ readonly held: Place; readonly open: () => Promise<Place> }> {
  const { exchange } = gateway;
  const file = { kind: 'held' as const, name, mediaType: 'application/octet-stream', byteSize: bytes.length, hash: hashBytes(bytes) };
  const authorisation = await activate(exchange, makeContent({ distributions: [file] }));
  const { listing } = await exchange.members.buyer.call('GetAuthorisation', { id: authorisation });
  const { authorization = '' } = gateway.makeHeaders('provider');
  return {
    held: { url: `${gateway.url}/v1/listings/${listing}/versions/1/distributions/${name}`, headers: { authorization } },
    open: async () => {
      const { id } = await exchange.members.buyer.call('OpenDelivery', { id: makeId('dlv'), authorisation });
      const { authorization: asBuyer = '' } = gateway.makeHeaders('buyer');
      return { url: `${gateway.url}/v1/deliveries/${id}/distributions/${name}`, headers: { authorization: asBuyer } };
    },
  };
}

/** Measures the memory of a gateway under load after the first minute and after the last, each after a collection. */
async function measureMemory(gateway: FaultedGateway, minutes: number): Promise<{ readonly growth: number; readonly requests: number }> {
  const load = new Load(gateway);
  const running = Array.from({ length: loadCallers }, () => load.run());
  await sleep(60_000);
  const early = await readMemory(gateway);
  await sleep((minutes - 1) * 60_000);
  const late = await readMemory(gateway);
  load.stop();
  await Promise.all(running);
  return { growth: Math.round((late / early) * 100) / 100, requests: load.requests };
}

/** Returns the bytes that a gateway holds after a collection, on and off the heap. */
async function readMemory(gateway: FaultedGateway): Promise<number> {
  gateway.signal('SIGUSR2');
  await sleep(settleMs);
  const text = await (await fetch(`${gateway.url}/metrics`)).text();
  const read = (figure: string) => Number(new RegExp(`^${figure} (\\S+)$`, 'm').exec(text)?.[1] ?? NaN);
  const bytes = read('databund_nodejs_heap_size_used_bytes') + read('databund_nodejs_external_memory_bytes');
  if (!Number.isFinite(bytes)) throw new TestError('UNEXPECTED_ANSWER', 'The gateway shows no figures of its memory.');
  return bytes;
}

/** Clients that read, search and write one after the other. */
class Load {
  requests = 0;
  private isStopped = false;

  constructor(private readonly gateway: FaultedGateway) {}

  stop(): void {
    this.isStopped = true;
  }

  async run(): Promise<void> {
    const { url } = this.gateway;
    const [provider, buyer] = [this.gateway.makeHeaders('provider'), this.gateway.makeHeaders('buyer')];
    while (!this.isStopped) {
      const id = makeId('lst');
      const body = JSON.stringify({ id, content: makeContent() });
      await this.send(`${url}/v1/listings`, { method: 'POST', headers: provider, body });
      await this.send(`${url}/v1/listings/${id}`, { headers: provider });
      await this.send(`${url}/v1/search?q=readings`, { headers: buyer });
      await this.send(`${url}/v1/listings?limit=20`, { headers: buyer });
    }
  }

  private async send(url: string, init: RequestInit): Promise<void> {
    const answer = await fetch(url, init);
    await answer.arrayBuffer();
    if (!answer.ok) throw new TestError('UNEXPECTED_ANSWER', `${url} answers ${String(answer.status)}.`);
    this.requests += 1;
  }
}
