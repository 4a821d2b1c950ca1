import { common, peer } from '@hyperledger/fabric-protos';
import type { UnpackedProposal } from '../endorser/proposal';
import { DevnetError, readMessage } from '../errors';
import type { ChaincodeDefinition, Ledger } from '../ledger/types';
import type { Resource } from '../peer/types';
import type { Completion, Invocation } from './transaction-context';

/** The system chaincode that queries the chain. */
export const qsccName = 'qscc';

/** The definition of this system chaincode, which is built into the peer and whose results are never ordered. */
export const qsccDefinition: ChaincodeDefinition = {
  name: qsccName,
  sequence: 1,
  version: 'syscc',
  initRequired: false,
  endorsementPolicy: new Uint8Array(),
  collections: [],
};

interface Query {
  readonly resource: Resource;
  readonly run: (ledger: Ledger, argument: string) => Promise<Uint8Array>;
}

/** The supported queries of Fabric's `core/scc/qscc/query.go`. */
const queries: ReadonlyMap<string, Query> = new Map<string, Query>([
  ['GetChainInfo', { resource: 'qscc/GetChainInfo', run: (ledger) => Promise.resolve(encodeChainInfo(ledger)) }],
  ['GetBlockByNumber', { resource: 'qscc/GetBlockByNumber', run: (ledger, number) => readBlockByNumber(ledger, number) }],
  ['GetBlockByTxID', { resource: 'qscc/GetBlockByTxID', run: (ledger, txId) => readBlockByTransaction(ledger, txId) }],
]);

/** The arguments of a query, and the signed proposal that asks for it. */
type ChainQuery = Pick<Invocation, 'input'> & Pick<UnpackedProposal, 'creator' | 'proposalBytes' | 'signature'>;

/** Runs a query about the channel's chain. Failures have Fabric's texts and status 500. */
export async function queryChain(ledger: Ledger, { input, creator, proposalBytes, signature }: ChainQuery): Promise<Completion> {
  const [name = '', channelId = '', argument = ''] = input.getArgsList_asU8().map((bytes) => Buffer.from(bytes).toString());
  if (channelId !== ledger.channelId) return makeFailure(`Invalid chain ID, ${channelId}`);
  const query = queries.get(name);
  if (!query) return makeFailure(`Requested function ${name} not found.`);
  const denied = ledger.config.denyAccess(query.resource, { identity: creator, data: proposalBytes, signature });
  if (denied !== undefined) return makeFailure(`access denied for [${name}][${channelId}]: [${denied}]`);
  try {
    return makeSuccess(await query.run(ledger, argument));
  } catch (error) {
    return makeFailure(readMessage(error));
  }
}

function encodeChainInfo(ledger: Ledger): Uint8Array {
  const info = new common.BlockchainInfo();
  info.setHeight(ledger.height);
  info.setCurrentblockhash(ledger.lastBlockHash);
  return info.serializeBinary();
}

async function readBlockByNumber(ledger: Ledger, text: string): Promise<Uint8Array> {
  const block = /^\d{1,15}$/.test(text) ? await ledger.getBlock(Number(text)) : undefined;
  if (!block) throw new DevnetError('QUERY_FAILED', `Failed to get block number ${text}, error entry not found in index`);
  return block;
}

async function readBlockByTransaction(ledger: Ledger, txId: string): Promise<Uint8Array> {
  const location = ledger.findTransaction(txId);
  const block = location && (await ledger.getBlock(location.blockNumber));
  if (!block)
    throw new DevnetError('QUERY_FAILED', `Failed to get block for txID ${txId}, error no such transaction ID [${txId}] in index`);
  return block;
}

function makeSuccess(payload: Uint8Array): Completion {
  const response = new peer.Response();
  response.setStatus(200);
  response.setPayload(payload);
  return { response, event: undefined };
}

function makeFailure(message: string): Completion {
  const response = new peer.Response();
  response.setStatus(500);
  response.setMessage(message);
  return { response, event: undefined };
}
