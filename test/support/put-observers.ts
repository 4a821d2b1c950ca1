import type { openWallet } from '@databund/gateway';
import type { FabricNetwork } from './fabric-network';

/** Puts an identity that may read blocks into a gateway's wallet, for each of the organisations. */
export async function putObservers(
  wallet: ReturnType<typeof openWallet>,
  network: FabricNetwork,
  organisations: readonly string[],
): Promise<void> {
  for (const mspId of organisations) {
    const { certificate, privateKey } = await network.issueObserver(mspId);
    const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    wallet.putObserver({ mspId, certificate: certificate.toString(), keyPem });
  }
}
