import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sign } from 'jsonwebtoken';
import { Databund } from '@databund/client';
import { openWallet, startGateway, type GatewayConfig, type RunningGateway } from '@databund/gateway';
import { cast, type CastName, type Exchange } from './exchange';

const tokens = { issuer: 'https://login.example/', audience: 'databund' };
const kid = 'one';

/** Gateways before one exchange, each with files of its own, that take the tokens of one identity provider. */
export class OrganisationGateways {
  private readonly pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  private readonly folders: string[] = [];
  private readonly gateways: RunningGateway[] = [];

  private constructor(
    private readonly exchange: Exchange,
    private readonly keys: Server,
  ) {}

  static async open(exchange: Exchange): Promise<OrganisationGateways> {
    const keys = createServer((_request, response) => {
      response.end(JSON.stringify({ keys: [{ ...gateways.pair.publicKey.export({ format: 'jwk' }), kid }] }));
    });
    const gateways = new OrganisationGateways(exchange, keys);
    keys.listen(0, '127.0.0.1');
    await once(keys, 'listening');
    return gateways;
  }

  /** Starts a gateway that serves some organisations, and holds the identities of theirs alone. Answers its address. */
  async serve(organisations: readonly string[]): Promise<string> {
    const config: GatewayConfig = {
      host: '127.0.0.1',
      port: 0,
      data: this.newData(),
      organisations,
      walletKey: { hex: randomBytes(32).toString('hex') },
      tokens,
      jwksUrl: `http://127.0.0.1:${String((this.keys.address() as AddressInfo).port)}/`,
      logLevel: 'silent',
    };
    const wallet = openWallet(config);
    for (const { credentials } of Object.values(this.exchange.members))
      if (organisations.includes(credentials.mspId)) wallet.put(credentials);
    const gateway = await startGateway(config);
    this.gateways.push(gateway);
    return gateway.url;
  }

  /** One of the cast at a gateway. */
  as(name: CastName, url: string): Databund {
    const { mspId: msp } = cast[name];
    const subject = this.exchange.members[name].id;
    return new Databund({
      url,
      token: sign({ msp }, this.pair.privateKey, { ...tokens, algorithm: 'ES256', keyid: kid, subject, expiresIn: 600 }),
    });
  }

  /** The path of a file for a test to write. */
  temporary(name: string): string {
    return join(this.newFolder(), name);
  }

  async close(): Promise<void> {
    for (const gateway of this.gateways) await gateway.close();
    this.keys.close();
    for (const folder of this.folders) rmSync(folder, { recursive: true });
  }

  private newFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'databund-gateways-'));
    this.folders.push(folder);
    return folder;
  }

  /** A gateway’s folder, with the network’s profile and what that names. */
  private newData(): string {
    const { connectionProfile: profile, profilePath } = this.exchange.network;
    const data = this.newFolder();
    const organisations = Object.entries(profile.organisations).map(([mspId, { peer }]) => {
      const tlsRootCert = `${mspId}.pem`;
      writeFileSync(join(data, tlsRootCert), readFileSync(join(dirname(profilePath), peer.tlsRootCert)));
      return [mspId, { peer: { ...peer, tlsRootCert } }];
    });
    writeFileSync(
      join(data, 'connection.json'),
      JSON.stringify({ ...profile, organisations: Object.fromEntries(organisations) as object }),
    );
    return data;
  }
}
