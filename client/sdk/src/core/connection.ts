import { DatabundError, isObject, readError, makeInputError } from './databund-error';
import { sleep } from './sleep';

/** An HTTP answer, as far as a connection reads it. A `Response` of fetch is one. */
export interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: { readonly get: (name: string) => string | null };
  readonly json: () => Promise<unknown>;
  readonly arrayBuffer: () => Promise<ArrayBuffer>;
}

/** A body that fetch can send. */
export type Body = NonNullable<RequestInit['body']>;

/** The parts of one HTTP request. */
export interface Sending {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: Body;
  readonly duplex?: 'half';
  readonly signal?: AbortSignal;
}

/** Sends one HTTP request. The platform's `fetch` is one. */
export type Send = (address: URL, sending: Sending) => Promise<Answer>;

/** The gateway's address, and the participant that calls it, if one does. */
export interface ConnectionOptions {
  readonly url: string;
  /**
   * The participant's token, or a function that is asked for it before each request, so that it can be renewed. Without it a visitor reads
   * what everybody may see: other calls throw DatabundError TOKEN_INVALID.
   */
  readonly token?: string | (() => Promise<string>);
  /** Replaces the platform's `fetch`. */
  readonly fetch?: Send;
}

/** One request to the gateway. */
export interface GatewayRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Makes the body of each attempt, because a stream can be read only once. */
  readonly body?: () => Body;
  /** Ends the request, also while its answer is read. */
  readonly signal?: AbortSignal;
}

const maxAttempts = 6;
const firstDelayMs = 20;

/** Speaks HTTP with one gateway as one participant. Repeats a failed request at most five times, if its error allows a retry. */
export class Connection {
  private readonly send: Send;
  /** The last block that this client knows of: it reads what it wrote. */
  private seenBlock: number | undefined;

  /** @throws DatabundError INPUT_INVALID if the address or the token has the wrong form */
  constructor(private readonly options: ConnectionOptions) {
    if (!isWebAddress(options.url)) throw makeInputError('/url', 'is not an address such as http://127.0.0.1:3000');
    // One that is there and undefined is a mistake, such as a misspelt variable.
    if ('token' in options && typeof options.token !== 'function') requireToken(options.token);
    this.send = options.fetch ?? ((address, sending) => fetch(address, sending));
  }

  /** Returns the JSON value of the answer. @throws DatabundError */
  async readJson(request: GatewayRequest): Promise<unknown> {
    const value = await this.answer(request, (answer) => answer.json());
    if (request.method === 'POST') this.noteBlock(value);
    return value;
  }

  /** Returns the bytes of the answer. @throws DatabundError */
  readBytes(request: GatewayRequest): Promise<Uint8Array> {
    return this.answer(request, async (answer) => new Uint8Array(await answer.arrayBuffer()));
  }

  /** Returns a successful answer whose body has not been read. @throws DatabundError */
  sendForResponse(request: GatewayRequest): Promise<Answer> {
    return this.answer(request, (answer) => Promise.resolve(answer));
  }

  private noteBlock(committed: unknown): void {
    if (!isObject(committed) || typeof committed['blockNumber'] !== 'number') return;
    this.seenBlock = Math.max(committed['blockNumber'], this.seenBlock ?? 0);
  }

  private async answer<T>(request: GatewayRequest, read: (answer: Answer) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.sendOnce(request, read);
      } catch (error) {
        if (!(error instanceof DatabundError) || attempt >= maxAttempts || !canRepeat(error, request)) throw error;
        await sleep(Math.random() * firstDelayMs * 2 ** attempt);
      }
    }
  }

  private async sendOnce<T>(request: GatewayRequest, read: (answer: Answer) => Promise<T>): Promise<T> {
    const [address, sending] = [new URL(request.path, this.options.url), this.makeSending(request, await this.readToken())];
    const answer = await this.reach(() => this.send(address, sending));
    if (answer.ok) return this.reach(() => read(answer));
    throw readError(answer.status, await answer.json().catch(() => undefined));
  }

  private async readToken(): Promise<string | undefined> {
    const { token } = this.options;
    return typeof token === 'function' ? requireToken(await token()) : token;
  }

  private makeSending({ method, headers, body, signal }: GatewayRequest, token: string | undefined): Sending {
    const authorization = token !== undefined && { authorization: `Bearer ${token}` };
    const seen = method === 'GET' && this.seenBlock !== undefined && { 'databund-block': String(this.seenBlock) };
    return {
      method,
      headers: { ...authorization, ...seen, ...headers },
      ...(body && { body: body(), duplex: 'half' }),
      ...(signal && { signal }),
    };
  }

  /** Turns each failure of the network into one error: no answer, a truncated answer, or an answer that is not JSON. */
  private async reach<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      throw new DatabundError('NETWORK_UNAVAILABLE', { url: this.options.url, reason: explainReason(error) }, 0);
    }
  }
}

/** Returns whether a value is an http or https address. */
export function isWebAddress(text: unknown): text is string {
  return typeof text === 'string' && /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text);
}

/** Returns whether a value can be sent as a bearer token: visible ASCII characters only. */
export function isToken(text: unknown): text is string {
  return typeof text === 'string' && /^[\x21-\x7e]+$/.test(text);
}

/** Returns a token that can be sent. The message never contains it. @throws DatabundError INPUT_INVALID */
function requireToken(token: unknown): string {
  if (isToken(token)) return token;
  throw makeInputError('/token', 'is not one word of visible ASCII characters');
}

/** Allows a retry if the error code does. If no answer came, only a read is repeated, because a write may have been committed. */
function canRepeat(error: DatabundError, { method, signal }: GatewayRequest): boolean {
  if (signal?.aborted === true) return false;
  return error.retry === 'immediately' || (method === 'GET' && error.code === 'NETWORK_UNAVAILABLE');
}

function explainReason(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError) return cause.errors.map((each) => explainReason(each)).join('; ');
  return cause instanceof Error ? cause.message : String(cause);
}
