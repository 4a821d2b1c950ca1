import { setTimeout as sleep } from 'node:timers/promises';
import { DatabundError, errorOfAnswer, wrongInput } from './databund-error';

/** Where a gateway is, and who asks it. */
export interface ConnectionOptions {
  readonly url: string;
  /** The participant’s token. */
  readonly token: string;
  readonly fetch?: typeof fetch;
}

/** One request to the gateway. */
export interface GatewayRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made anew for every attempt: a stream is read once. */
  readonly body?: () => NonNullable<RequestInit['body']>;
}

const maxAttempts = 6;
const firstDelayMs = 20;

/** Speaks HTTP with one gateway as one participant; tries again, a bounded number of times, what a retry can help. */
export class Connection {
  private readonly send: typeof fetch;

  /** @throws DatabundError INPUT_INVALID where the address or the token is none */
  constructor(private readonly options: ConnectionOptions) {
    if (!isWebAddress(options.url)) throw wrongInput('/url', 'is not an address such as http://127.0.0.1:3000');
    if (!isToken(options.token)) throw wrongInput('/token', 'is not one word of visible ASCII characters'); // It is never shown.
    this.send = options.fetch ?? fetch;
  }

  /** The answer’s JSON. @throws DatabundError */
  json(request: GatewayRequest): Promise<unknown> {
    return this.answer(request, (response) => response.json());
  }

  /** The answer’s bytes. @throws DatabundError */
  bytes(request: GatewayRequest): Promise<Uint8Array> {
    return this.answer(request, async (response) => new Uint8Array(await response.arrayBuffer()));
  }

  /** A successful answer whose body is not read yet. @throws DatabundError */
  response(request: GatewayRequest): Promise<Response> {
    return this.answer(request, (response) => Promise.resolve(response));
  }

  private async answer<T>(request: GatewayRequest, read: (response: Response) => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(request, read);
      } catch (error) {
        if (!(error instanceof DatabundError) || attempt >= maxAttempts || !mayRepeat(error, request)) throw error;
        await sleep(Math.random() * firstDelayMs * 2 ** attempt);
      }
    }
  }

  private async once<T>(request: GatewayRequest, read: (response: Response) => Promise<T>): Promise<T> {
    const [address, init] = [new URL(request.path, this.options.url), this.initOf(request)];
    const response = await this.reach(() => this.send(address, init));
    if (response.ok) return this.reach(() => read(response));
    throw errorOfAnswer(response.status, await response.json().catch(() => undefined));
  }

  private initOf({ method, headers, body }: GatewayRequest): RequestInit & { duplex?: 'half' } {
    const authorization = `Bearer ${this.options.token}`;
    return { method, headers: { authorization, ...headers }, ...(body && { body: body(), duplex: 'half' }) };
  }

  /** What fails on the way there or back: no answer, half of one, or one that no gateway gives. */
  private async reach<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (error) {
      throw new DatabundError('NETWORK_UNAVAILABLE', { url: this.options.url, reason: reasonOf(error) }, 0);
    }
  }
}

/** Says whether a text is the address of something on the web. */
export function isWebAddress(text: unknown): text is string {
  return typeof text === 'string' && /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text);
}

/** Says whether a text can be sent as a token. */
export function isToken(text: unknown): text is string {
  return typeof text === 'string' && /^[\x21-\x7e]+$/.test(text);
}

/** What only reads may be asked again where no answer came; the exchange says itself which refusals a retry can help. */
function mayRepeat(error: DatabundError, { method }: GatewayRequest): boolean {
  return error.retry === 'immediately' || (method === 'GET' && error.code === 'NETWORK_UNAVAILABLE');
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
