import { createHash, X509Certificate } from 'node:crypto';
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

/** Makes the rule for those who read an organisation's blocks: its peers, administrators and observers. The orderer's Deliver asks for it too. */
export function makeReadersRule(mspId: string, rootCertificate: Uint8Array): PolicyRule {
  const observer = { mspId, unit: observerUnit, certifiers: computeCertifiers(rootCertificate) };
  return { n: 1, of: [{ mspId, role: 'PEER' }, { mspId, role: 'ADMIN' }, observer] };
}

/** Computes how Fabric identifies the CAs above a certificate that this root has issued: SHA-256 over their DER. */
function computeCertifiers(rootCertificate: Uint8Array): Buffer {
  return createHash('sha256').update(new X509Certificate(rootCertificate).raw).digest();
}
