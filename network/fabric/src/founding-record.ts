import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { ChaincodeChoice } from './lifecycle';
import type { Layout } from './layout';

/** Keeps what a network’s channel and definition say for good; a later start may not differ. @throws Error naming both */
export function keepFoundingRecord(layout: Layout, { name, address }: ChaincodeChoice): void {
  const { topology, ordererPorts } = layout;
  const organisations = topology.organisations.map((organisation) => `${organisation.mspId}:${String(layout.portsOf(organisation).peer)}`);
  const { channel, chaincode } = topology;
  const wanted = JSON.stringify({ channel, orderer: ordererPorts.orderer, organisations, name, address, ...definitionOf(chaincode) });
  if (!existsSync(layout.foundingRecord)) {
    mkdirSync(layout.home, { recursive: true, mode: 0o700 });
    writeFileSync(layout.foundingRecord, wanted);
    return;
  }
  const kept = readFileSync(layout.foundingRecord, 'utf8');
  if (kept !== wanted)
    throw new Error(`the network in ${layout.home} was founded with ${kept}, not ${wanted}; give it these, or another data folder`);
}

function definitionOf({ version, endorsement }: Layout['topology']['chaincode']): object {
  return { version, endorsement };
}
