import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import { readBlockFolder, verifyLedger, type NetworkDescription, type PinnedRoots } from '@databund/ledger-verifier';
import { readPinnedRoots } from '@databund/audit';
import type { Signer } from '@databund/devnet/internal/endorser/endorser';
import { serializeIdentity } from '@databund/devnet/internal/msp/msp-directory';
import { signMessage } from '@databund/devnet/internal/proto/signature';
import { deleteKeys, ForgedLedger } from '../conformance/forged-ledger';
import { forgeTransaction } from '../conformance/forged-transaction';
import { readBlocks } from '../invariants/read-blocks';
import { Exchange } from '../support/exchange';
import { publish } from '../support/listings';
import { findShared } from '../support/shared-data';
import { TestError } from '../support/test-error';

/** A ledger whose blocks are changed, with what a verification of it may trust. */
export interface Source {
  readonly name: string;
  readonly blocks: readonly Uint8Array[];
  readonly pinnedRoots: PinnedRoots;
  readonly pins: NetworkDescription;
  /** Header hash of the last block, hex. */
  readonly lastBlockHash: string;
  /** The orderer, if its key is known: it may sign the changed blocks again. */
  readonly orderer?: Signer;
}

/** Makes the ledgers: recorded blocks of real Fabric, an exchange on the devnet, and a channel whose configuration changes. */
export async function makeSources(): Promise<readonly Source[]> {
  return [await readFabricBlocks(), await runExchange(), await changeConfigurations()];
}

/** Returns the folder of recorded blocks in the shared data, else that of their copy in the repository. */
export function findRecordedBlocks(): { readonly folder: string; readonly isShared: boolean } {
  const shared = findShared('fabric/blocks');
  return { folder: shared ?? join(__dirname, '../conformance/golden/blocks'), isShared: shared !== undefined };
}

async function readFabricBlocks(): Promise<Source> {
  const blocks = [...readBlockFolder(findRecordedBlocks().folder)].map((block) => Uint8Array.from(block));
  return pin('fabric', blocks, undefined);
}

async function runExchange(): Promise<Source> {
  const exchange = await Exchange.open({ batchTimeoutMs: 20 });
  try {
    await publish(exchange);
    const { profilePath } = exchange.network;
    const blocks = await readBlocks(exchange.network);
    const msp = join(dirname(profilePath), 'devnet', 'organisations', 'OrdererMSP', 'orderer', 'msp');
    const orderer = existsSync(msp) ? readSigner('OrdererMSP', msp) : undefined;
    return await pin('devnet', blocks, orderer, readPinnedRoots(profilePath));
  } finally {
    await exchange.close();
  }
}

/** Makes a channel by hand: a value and a policy of its configuration change, with transactions before and after. */
async function changeConfigurations(): Promise<Source> {
  const ledger = await ForgedLedger.begin();
  try {
    const orderer = ledger.findNode('OrdererMSP');
    const creator = await ledger.makeClient('ProviderMSP', 'ptc-mutate');
    const endorsers = ['ExchangeMSP', 'ProviderMSP'].map((mspId) => ledger.findNode(mspId));
    const write = (key: string) =>
      ledger.append([forgeTransaction({ creator, endorsers, writes: () => ({ [key]: Buffer.from('1') }) }).envelope]);
    write('before');
    ledger.appendConfig({ groups: ['Orderer'], name: 'BatchTimeout', content: Buffer.from([0x0a, 2, 0x35, 0x73]) }, [
      ledger.findAdministrator('OrdererMSP'),
    ]);
    write('between');
    const administrators = ['ExchangeMSP', 'ProviderMSP', 'RegulatorMSP'].map((mspId) => ledger.findAdministrator(mspId));
    ledger.appendConfig({ groups: ['Application'], name: 'Writers', content: makeMetaPolicy('Admins') }, administrators);
    write('after');
    return await pin('configuration', ledger.blocks, orderer, ledger.pinnedRoots);
  } finally {
    await deleteKeys();
  }
}

function makeMetaPolicy(subPolicy: string): common.Policy {
  const meta = new common.ImplicitMetaPolicy();
  meta.setSubPolicy(subPolicy);
  meta.setRule(common.ImplicitMetaPolicy.Rule.ANY);
  const policy = new common.Policy();
  policy.setType(common.Policy.PolicyType.IMPLICIT_META);
  policy.setValue(meta.serializeBinary());
  return policy;
}

/** Verifies an unchanged ledger, and takes from it what can be pinned. @throws TestError UNEXPECTED_ANSWER if it does not verify */
async function pin(
  name: string,
  blocks: readonly Uint8Array[],
  orderer: Signer | undefined,
  pinnedRoots: PinnedRoots = {},
): Promise<Source> {
  const report = await verifyLedger(blocks, Object.keys(pinnedRoots).length === 0 ? {} : { pinnedRoots });
  if (!report.verified)
    throw new TestError(
      'UNEXPECTED_ANSWER',
      `The unchanged ${name} ledger does not verify: ${JSON.stringify(report.problems.slice(0, 3))}`,
    );
  return { name, blocks, pinnedRoots, pins: report.network, lastBlockHash: report.lastBlockHash, ...(orderer && { orderer }) };
}

function readSigner(mspId: string, msp: string): Signer {
  const key = createPrivateKey(readFileSync(join(msp, 'keystore', 'priv_sk')));
  const serialized = serializeIdentity(mspId, readFileSync(join(msp, 'signcerts', 'cert.pem')));
  return { serialized, sign: (message) => signMessage(key, message) };
}
