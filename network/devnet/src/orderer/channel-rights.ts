import { X509Certificate } from 'node:crypto';
import { identifyCertifiers } from '../msp/certifiers';
import type { PolicyRule } from './signature-policy';

/** The organisational unit of the one identity per gateway that reads blocks; its certificate has the unit `client` too. */
export const observerUnit = 'observer';

const readers = '/Channel/Application/Readers';
const writers = '/Channel/Application/Writers';

/**
 * The channel's access control list. Blocks show every organisation's public records, so clients do not read them; everything that a client
 * needs to write and to follow its own transactions goes to Writers.
 */
export const channelAcls: Readonly<Record<string, string>> = {
  'event/Block': readers,
  'event/FilteredBlock': readers,
  'qscc/GetBlockByNumber': readers,
  'qscc/GetBlockByHash': readers,
  'qscc/GetBlockByTxID': readers,
  'qscc/GetTransactionByID': readers,
  'qscc/GetChainInfo': writers,
  'gateway/CommitStatus': writers,
  'gateway/ChaincodeEvents': writers,
};

/**
 * Makes the rule for those who read an organisation's blocks: its peers, administrators, and observers under one of its root certificates in
 * PEM. The orderer's Deliver asks for it too.
 */
export function makeReadersRule(mspId: string, roots: readonly Uint8Array[]): PolicyRule {
  const makeObserver = (root: Uint8Array) => ({
    mspId,
    unit: observerUnit,
    certifiers: identifyCertifiers([new X509Certificate(root)]),
  });
  return { n: 1, of: [{ mspId, role: 'PEER' }, { mspId, role: 'ADMIN' }, ...roots.map(makeObserver)] };
}
