import { peer } from '@hyperledger/fabric-protos';
import { computeSha256 } from './bytes';

/** Computes the transaction id: hex of SHA-256 over nonce and creator. */
export function computeTxId(nonce: Uint8Array, creator: Uint8Array): string {
  return computeSha256(nonce, creator).toString('hex');
}

/** Computes the proposal hash that endorsers sign; `payload` is PB(ChaincodeProposalPayload) without transient data. */
export function hashProposal(channelHeader: Uint8Array, signatureHeader: Uint8Array, payload: Uint8Array): Buffer {
  return computeSha256(channelHeader, signatureHeader, payload);
}

/** Outcome of a simulation, as it enters the transaction. */
export interface ActionContent {
  /** PB(TxReadWriteSet). */
  readonly results: Uint8Array;
  /** PB(ChaincodeEvent), if one was set. */
  readonly event?: Uint8Array;
  readonly response: { readonly status: number; readonly message: string; readonly payload: Uint8Array };
  readonly chaincode: { readonly name: string; readonly version: string };
}

/** Encodes PB(ProposalResponsePayload), which must be the same bytes at every endorser. */
export function encodeProposalResponsePayload(proposalHash: Uint8Array, content: ActionContent): Uint8Array {
  const action = new peer.ChaincodeAction();
  action.setResults(content.results);
  if (content.event !== undefined) action.setEvents(content.event);
  action.setResponse(encodeResponse(content.response));
  const chaincodeId = new peer.ChaincodeID();
  chaincodeId.setName(content.chaincode.name);
  chaincodeId.setVersion(content.chaincode.version);
  action.setChaincodeId(chaincodeId);
  const payload = new peer.ProposalResponsePayload();
  payload.setProposalHash(proposalHash);
  payload.setExtension$(action.serializeBinary());
  return payload.serializeBinary();
}

function encodeResponse(content: ActionContent['response']): peer.Response {
  const response = new peer.Response();
  response.setStatus(content.status);
  response.setMessage(content.message);
  response.setPayload(content.payload);
  return response;
}
