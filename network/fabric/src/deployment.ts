import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Layout } from './layout';
import type { ChaincodeChoice } from './lifecycle';

/** Whether the network in a folder was started whole before. What is left of a start that was broken off is cleared away: nobody has used it. @throws Error where it was made otherwise */
export function isDeployed(layout: Layout, chaincode: ChaincodeChoice): boolean {
  if (!existsSync(layout.deployment)) {
    // A node that is ended in its first moments leaves databases that it cannot open again.
    rmSync(layout.nodes, { recursive: true, force: true });
    rmSync(layout.genesisBlock, { force: true });
    return false;
  }
  const [kept, wanted] = [readFileSync(layout.deployment, 'utf8'), describe(layout, chaincode)];
  if (kept !== wanted)
    throw new Error(`the network in ${layout.home} was made of ${kept}, not ${wanted}; start it with these, or in another data folder`);
  return true;
}

/** Keeps what channel and definition say for good. */
export function keepDeployment(layout: Layout, chaincode: ChaincodeChoice): void {
  writeFileSync(layout.deployment, describe(layout, chaincode));
}

function describe(layout: Layout, { name, address, addressOf }: ChaincodeChoice): string {
  const { channel, chaincode, organisations } = layout.topology;
  const { version, endorsement } = chaincode;
  const peers = Object.fromEntries(organisations.map((organisation) => [organisation.mspId, layout.portsOf(organisation).peer]));
  return JSON.stringify({
    channel,
    orderer: layout.ordererPorts.orderer,
    peers,
    chaincode: { name, address, addressOf, version, endorsement },
  });
}
