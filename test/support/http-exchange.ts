import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { openIssuer, openWallet, startGateway, type GatewayConfig, type RunningGateway } from '@databund/gateway';
import { routeOf, transactions, type AnswerOf, type CommandOf, type TransactionName } from '@databund/model';
import { cast, Exchange, newId, type CastName } from './exchange';
import { bytes, contentWith } from './listings';

/** An HTTP answer as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** A founded exchange with a gateway before it that holds the cast’s identities. */
export class HttpExchange {
  readonly tokens: Readonly<Record<CastName, string>>;

  private constructor(
    readonly exchange: Exchange,
    private readonly gateway: RunningGateway,
    readonly config: GatewayConfig,
  ) {
    const issuer = openIssuer(config);
    const tokens = Object.entries(cast).map(([name, { mspId }]) => [
      name,
      issuer.issue({ participantId: exchange.members[name as CastName].id, mspId }, 3_600),
    ]);
    this.tokens = Object.fromEntries(tokens) as Record<CastName, string>;
  }

  /** Starts network, exchange and gateway. */
  static async open(): Promise<HttpExchange> {
    const exchange = await Exchange.open();
    const config: GatewayConfig = {
      host: '127.0.0.1',
      port: 0,
      data: dirname(exchange.network.profilePath),
      organisations: undefined,
      walletKey: { hex: randomBytes(32).toString('hex') },
      tokens: { issuer: 'databund-gateway', audience: 'databund' },
      logLevel: 'silent',
    };
    const wallet = openWallet(config);
    for (const member of Object.values(exchange.members)) wallet.put(member.credentials);
    const gateway = await startGateway(config).catch(async (error: unknown) => {
      await exchange.close();
      throw error;
    });
    return new HttpExchange(exchange, gateway, config);
  }

  get url(): string {
    return this.gateway.url;
  }

  /** The path of a file for a test to write. */
  temporary(name: string): string {
    return join(mkdtempSync(join(tmpdir(), 'databund-http-')), name);
  }

  /** Uploads the bytes of the tests' listings to the provider's store: the gateway sells no listing without them. */
  async storeBytes(): Promise<void> {
    const id = newId('lst');
    await this.exchange.members.provider.call('CreateListing', { id, content: contentWith() });
    await this.send('provider', `/v1/listings/${id}/versions/1/distributions/readings.csv`, { method: 'PUT', body: bytes });
  }

  /** Sends a request as one of the cast. */
  async send(as: CastName | undefined, path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { ...(as && { authorization: `Bearer ${this.tokens[as]}` }), ...(init.headers as Record<string, string> | undefined) };
    const response = await fetch(this.url + path, { ...init, headers });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  /** Makes a declared call over HTTP. */
  async call<N extends TransactionName>(
    as: CastName,
    name: N,
    command: CommandOf<N>,
    transient?: object,
  ): Promise<Answer & { readonly object: AnswerOf<N> }> {
    const route = routeOf(transactions[name]);
    const given = { ...(command as Readonly<Record<string, unknown>>) };
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, member: string) => encodeURIComponent(String(given[member])));
    const rest = Object.fromEntries(Object.entries(given).filter(([member]) => !route.inPath.includes(member)));
    const answer =
      route.method === 'GET'
        ? await this.send(as, `${path}?${new URLSearchParams(rest as Record<string, string>).toString()}`)
        : await this.send(as, path, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ ...rest, ...(transient && { transient }) }),
          });
    const object = route.method === 'GET' ? answer.body : (answer.body as { readonly object?: unknown }).object;
    return { ...answer, object: object as AnswerOf<N> };
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.exchange.close();
  }
}
