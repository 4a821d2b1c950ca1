import { setTimeout as sleep } from 'node:timers/promises';
import { DatabundError, errorOfAnswer } from './databund-error';

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
  readonly body?: NonNullable<RequestInit['body']>;
  /** May it be sent again when no answer came? */
  readonly isSafe: boolean;
}

const maxAttempts = 6;
const firstDelayMs = 20;

/** Speaks HTTP with one gateway as one participant; tries again, a bounded number of times, what a retry can help. */
export class Connection {
  private readonly send: typeof fetch;

  constructor(private readonly options: ConnectionOptions) {
    this.send = options.fetch ?? fetch;
  }

  /** The answer’s JSON. @throws DatabundError */
  async json(request: GatewayRequest): Promise<unknown> {
    return (await this.response(request)).json();
  }

  /** A successful answer. @throws DatabundError */
  async response(request: GatewayRequest): Promise<Response> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.once(request);
      } catch (error) {
        if (!(error instanceof DatabundError) || attempt >= maxAttempts || !mayRepeat(error, request)) throw error;
        await sleep(Math.random() * firstDelayMs * 2 ** attempt);
      }
    }
  }

  private async once({ method, path, headers, body, isSafe }: GatewayRequest): Promise<Response> {
    const { url, token } = this.options;
    const init: RequestInit & { duplex?: 'half' } = {
      method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(body !== undefined && { body, duplex: 'half' }),
    };
    const response = await this.send(new URL(path, url), init).catch((error: unknown) => {
      throw new DatabundError('NETWORK_UNAVAILABLE', { url, reason: reasonOf(error), isSafe }, 0);
    });
    if (response.ok) return response;
    throw errorOfAnswer(response.status, await response.json().catch(() => undefined));
  }
}

function mayRepeat(error: DatabundError, { isSafe }: GatewayRequest): boolean {
  return error.retry === 'at once' || (isSafe && error.code === 'NETWORK_UNAVAILABLE');
}

function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
