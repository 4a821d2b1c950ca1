import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** A request that has ended. */
export interface EndedRequest {
  readonly method: string;
  /** The pattern of its path, so that ids make no new series. */
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** The blocks that were read, and those that the peer had. */
export interface BlockProgress {
  readonly height: number;
  readonly ledgerHeight: number;
}

/** The figures of one gateway, in the format of Prometheus. */
export class GatewayMetrics {
  private readonly registry = new Registry();
  private readonly registers = [this.registry];
  private readonly requests = new Histogram({
    name: 'databund_http_request_seconds',
    help: 'Requests that have ended, by route and status.',
    labelNames: ['method', 'route', 'status'] as const,
    buckets: seconds,
    registers: this.registers,
  });
  private readonly open = new Gauge({
    name: 'databund_http_requests_in_progress',
    help: 'Requests that have not ended yet.',
    registers: this.registers,
  });
  private readonly endorsements = new Histogram({
    name: 'databund_endorsement_seconds',
    help: 'Time until a transaction was endorsed, or was not.',
    labelNames: ['outcome'] as const,
    buckets: seconds,
    registers: this.registers,
  });
  private readonly commits = new Histogram({
    name: 'databund_commit_seconds',
    help: 'Time from sending an endorsed transaction to its commit, or its failure.',
    labelNames: ['outcome'] as const,
    buckets: seconds,
    registers: this.registers,
  });
  private readonly retries = new Counter({
    name: 'databund_retries_total',
    help: 'Attempts that followed a passing conflict, by its code.',
    labelNames: ['code'] as const,
    registers: this.registers,
  });
  private readonly queue = new Gauge({
    name: 'databund_submits_in_progress',
    help: 'Transactions that are being endorsed or wait for their commit.',
    registers: this.registers,
  });

  /** Collects the figures of the process too. */
  collectProcess(): this {
    collectDefaultMetrics({ register: this.registry, prefix: 'databund_' });
    return this;
  }

  /** Shows how far the blocks have been read; the callback is asked whenever the figures are. */
  watchBlocks(readProgress: () => BlockProgress): void {
    const registers = this.registers;
    new Gauge({
      name: 'databund_block_height',
      help: 'Blocks that the gateway has read.',
      registers,
      collect() {
        this.set(readProgress().height);
      },
    });
    new Gauge({
      name: 'databund_block_lag',
      help: 'Blocks of the peer that the gateway has not read yet.',
      registers,
      collect() {
        const { height, ledgerHeight } = readProgress();
        this.set(ledgerHeight - height);
      },
    });
  }

  /** Notes that a request has begun. */
  beginRequest(): void {
    this.open.inc();
  }

  /** Notes the end of a request. */
  endRequest({ method, route, status, seconds: taken }: EndedRequest): void {
    this.open.dec();
    this.requests.observe({ method, route, status: String(status) }, taken);
  }

  /** Counts a submit while it runs. */
  async queueSubmit<T>(run: () => Promise<T>): Promise<T> {
    this.queue.inc();
    try {
      return await run();
    } finally {
      this.queue.dec();
    }
  }

  /** Measures an endorsement, or the way from the orderer to the commit. */
  time<T>(step: 'endorsement' | 'commit', run: () => Promise<T>): Promise<T> {
    return measure(step === 'endorsement' ? this.endorsements : this.commits, run);
  }

  /** Counts an attempt after a failure with a code. */
  noteRetry(code: string): void {
    this.retries.inc({ code });
  }

  /** The media type of the text. */
  get mediaType(): string {
    return this.registry.contentType;
  }

  /** Returns all figures as text. */
  readText(): Promise<string> {
    return this.registry.metrics();
  }
}

async function measure<T>(histogram: Histogram<'outcome'>, run: () => Promise<T>): Promise<T> {
  const end = histogram.startTimer();
  try {
    const result = await run();
    end({ outcome: 'done' });
    return result;
  } catch (error) {
    end({ outcome: 'failed' });
    throw error;
  }
}
