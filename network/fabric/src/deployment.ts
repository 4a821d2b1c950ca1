import { existsSync, readFileSync, rmSync } from 'node:fs';
import type { ChaincodeChoice } from '@databund/devnet';
import writeFileAtomic from 'write-file-atomic';
import { FabricNetworkError } from './errors';
import type { Layout } from './layout';

/** Returns whether a start in this folder completed before. Removes what an interrupted first start left. @throws DEPLOYMENT_DIFFERS */
export function isDeployed(layout: Layout, chaincode: ChaincodeChoice): boolean {
  if (!existsSync(layout.deployment)) {
    // A node that ends in its first moments leaves databases that it cannot open again.
    rmSync(layout.nodes, { recursive: true, force: true });
    rmSync(layout.genesisBlock, { force: true });
    return false;
  }
  const [kept, wanted] = [readFileSync(layout.deployment, 'utf8'), describe(layout, chaincode)];
  if (kept === wanted) return true;
  const remedy = 'Start it with the same options, or use another data folder.';
  throw new FabricNetworkError('DEPLOYMENT_DIFFERS', `The network in ${layout.home} was created with ${kept}, not ${wanted}. ${remedy}`);
}

/** Records that the start completed, and what channel and chaincode definition fix for good. */
export function keepDeployment(layout: Layout, chaincode: ChaincodeChoice): void {
  writeFileAtomic.sync(layout.deployment, describe(layout, chaincode));
}

function describe(layout: Layout, { name, address, addressOf }: ChaincodeChoice): string {
  const { channel, chaincode, organisations } = layout.topology;
  const { version, endorsement } = chaincode;
  const peers = Object.fromEntries(organisations.map((organisation) => [organisation.mspId, layout.computePorts(organisation).peer]));
  return JSON.stringify({
    channel,
    orderer: layout.ordererPorts.orderer,
    peers,
    chaincode: { name, address, addressOf, version, endorsement },
  });
}
