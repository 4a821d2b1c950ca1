import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { openIssuer, openWallet, startGateway, type GatewayConfig, type RunningGateway } from '@databund/gateway';
import { Type } from '@sinclair/typebox';
import { routeOf, transactions, type AnswerOf, type CommandOf, type TransactionName, type Written } from '@databund/model';
import { castNames, getMspId, makeId, type CastName } from './cast';
import { Exchange } from './exchange';
import { asAnswer, check } from './json';
import { bytes, makeContent } from './listings';
import { putObservers } from './put-observers';
import { mapKeys } from './values';

const problemForm = Type.Object({ code: Type.String() });
const bodyForm = Type.Object({ object: Type.Optional(Type.Unknown()) });

/** The status, headers and parsed body of an HTTP answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Returns the code of a problem. @throws TestError UNEXPECTED_ANSWER */
export function readCode(body: unknown): string {
  return check(problemForm, body).code;
}

/** A founded exchange with a gateway that holds the identities of its participants. */
export class HttpExchange {
  readonly tokens: Readonly<Record<CastName, string>>;

  private constructor(
    readonly exchange: Exchange,
    private gateway: RunningGateway,
    readonly config: GatewayConfig,
  ) {
    const issuer = openIssuer(config);
    this.tokens = mapKeys(castNames, (name) => issuer.issue({ participantId: exchange.members[name].id, mspId: getMspId(name) }, 3_600));
  }

  /** Starts a network, an exchange and a gateway with these settings. */
  static async open(settings: Partial<GatewayConfig> = {}): Promise<HttpExchange> {
    const exchange = await Exchange.open();
    const config: GatewayConfig = {
      host: '127.0.0.1',
      port: 0,
      data: dirname(exchange.network.profilePath),
      organisations: undefined,
      walletKey: { hex: randomBytes(32).toString('hex') },
      tokens: { issuer: 'databund-gateway', audience: 'databund' },
      logLevel: 'silent',
      readModel: true,
      ...settings,
    };
    const wallet = openWallet(config);
    for (const member of Object.values(exchange.members)) wallet.put(member.credentials);
    await putObservers(wallet, exchange.network, Object.keys(exchange.network.connectionProfile.organisations));
    const gateway = await startGateway(config).catch(async (error: unknown) => {
      await exchange.close();
      throw error;
    });
    return new HttpExchange(exchange, gateway, config);
  }

  get url(): string {
    return this.gateway.url;
  }

  /** Stops the gateway, and starts it with the same files at another port, after their change. */
  async restartGateway(change?: () => Promise<void>): Promise<void> {
    await this.gateway.close();
    await change?.();
    this.gateway = await startGateway(this.config);
  }

  /** Returns the path of a temporary file for a test to write. */
  makeTemporaryPath(name: string): string {
    return join(mkdtempSync(join(tmpdir(), 'databund-http-')), name);
  }

  /** Uploads the bytes of the tests' listings to the provider's store: the gateway sells no listing without them. */
  async storeBytes(): Promise<void> {
    const id = makeId('lst');
    await this.exchange.members.provider.call('CreateListing', { id, content: makeContent() });
    await this.send('provider', `/v1/listings/${id}/versions/1/distributions/readings.csv`, { method: 'PUT', body: bytes });
  }

  /** Sends a request as one of the participants. */
  async send(as: CastName | undefined, path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = new Headers(init.headers);
    if (as) headers.set('authorization', `Bearer ${this.tokens[as]}`);
    const response = await fetch(this.url + path, { ...init, headers });
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
  }

  /** Makes a declared call over HTTP. */
  async call<N extends TransactionName>(
    as: CastName,
    name: N,
    command: object & Written<CommandOf<N>>,
    transient?: object,
  ): Promise<Answer & { readonly object: AnswerOf<N> }> {
    const route = routeOf(transactions[name]);
    const given = Object.entries<unknown>({ ...command });
    const path = route.path.replaceAll(/\{(\w+)\}/g, (_, member: string) => encodeURIComponent(String(new Map(given).get(member))));
    const rest = given.filter(([member]) => !route.inPath.includes(member));
    const query = new URLSearchParams(Object.fromEntries(rest.map(([member, value]) => [member, String(value)])));
    const answer =
      route.method === 'GET'
        ? await this.send(as, `${path}?${query.toString()}`)
        : await this.send(as, path, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ ...Object.fromEntries(rest), ...(transient && { transient }) }),
          });
    const object = route.method === 'GET' ? answer.body : check(bodyForm, answer.body).object;
    return { ...answer, object: asAnswer(name, object) };
  }

  async close(): Promise<void> {
    await this.gateway.close();
    await this.exchange.close();
  }
}
