import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sign } from 'jsonwebtoken';
import { Databund } from '@databund/client';
import { openWallet, startGateway, type GatewayConfig, type RunningGateway } from '@databund/gateway';
import { getMspId, type CastName } from './cast';
import type { Exchange } from './exchange';
import { putObservers } from './put-observers';
import { TestError } from './test-error';
import { mapKeys } from './values';

const tokens = { issuer: 'https://login.example/', audience: 'databund' };
const kid = 'one';

/** Gateways of one exchange that have their own folders and accept the tokens of one identity provider. */
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

  /** Starts a gateway that serves some organisations, holds only their identities, and asks others to sign packs. Returns its URL. */
  async serve(organisations: readonly string[], cosigners: Readonly<Record<string, string>> = {}): Promise<string> {
    const config: GatewayConfig = {
      host: '127.0.0.1',
      port: 0,
      data: this.makeDataFolder(),
      organisations,
      cosigners,
      walletKey: { hex: randomBytes(32).toString('hex') },
      tokens,
      jwksUrl: this.jwksUrl,
      readModel: true,
      logLevel: 'silent',
    };
    const wallet = openWallet(config);
    for (const { credentials } of Object.values(this.exchange.members))
      if (organisations.includes(credentials.mspId)) wallet.put(credentials);
    await putObservers(wallet, this.exchange.network, organisations);
    const gateway = await startGateway(config);
    this.gateways.push(gateway);
    return gateway.url;
  }

  /** Returns a client of one participant at a gateway. */
  as(name: CastName, url: string): Databund {
    const msp = getMspId(name);
    const subject = this.exchange.members[name].id;
    return new Databund({
      url,
      token: sign({ msp }, this.pair.privateKey, { ...tokens, algorithm: 'ES256', keyid: kid, subject, expiresIn: 600 }),
    });
  }

  /** Returns the path of a temporary file for a test to write. */
  makeTemporaryPath(name: string): string {
    return join(this.makeFolder(), name);
  }

  async close(): Promise<void> {
    for (const gateway of this.gateways) await gateway.close();
    this.keys.closeAllConnections();
    this.keys.close();
    for (const folder of this.folders) rmSync(folder, { recursive: true });
  }

  private get jwksUrl(): string {
    const address = this.keys.address();
    if (address === null || typeof address === 'string') throw new TestError('NOT_LISTENING', 'The identity provider has no port.');
    return `http://127.0.0.1:${String(address.port)}/`;
  }

  private makeFolder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'databund-gateways-'));
    this.folders.push(folder);
    return folder;
  }

  /** Makes the folder of a gateway, with the connection profile and the certificates that it names. */
  private makeDataFolder(): string {
    const { connectionProfile: profile, profilePath } = this.exchange.network;
    const data = this.makeFolder();
    const organisations = mapKeys(Object.keys(profile.organisations), (mspId) => {
      const peer = profile.organisations[mspId]!.peer;
      const tlsRootCert = `${mspId}.pem`;
      writeFileSync(join(data, tlsRootCert), readFileSync(join(dirname(profilePath), peer.tlsRootCert)));
      return { peer: { ...peer, tlsRootCert } };
    });
    writeFileSync(join(data, 'connection.json'), JSON.stringify({ ...profile, organisations }));
    return data;
  }
}
