import { common, gateway, ledger, msp, peer } from '@hyperledger/fabric-protos';

/** The endorsers of a transaction, and the public keys of a namespace that it writes or puts under a policy. */
export interface EndorsedWrites {
  /** MSP ids, sorted. */
  readonly endorsers: readonly string[];
  readonly keys: readonly string[];
}

const none = new Uint8Array();

/** Reads PB(PreparedTransaction), the bytes of an endorsed transaction. */
export function readEndorsedWrites(prepared: Uint8Array, namespace: string): EndorsedWrites {
  const envelope = gateway.PreparedTransaction.deserializeBinary(prepared).getEnvelope();
  const payload = common.Payload.deserializeBinary(envelope?.getPayload_asU8() ?? none);
  const [action] = peer.Transaction.deserializeBinary(payload.getData_asU8()).getActionsList();
  const endorsed = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? none).getAction();
  const endorsements = endorsed?.getEndorsementsList() ?? [];
  return {
    endorsers: endorsements.map((one) => msp.SerializedIdentity.deserializeBinary(one.getEndorser_asU8()).getMspid()).sort(),
    keys: readKeys(endorsed?.getProposalResponsePayload_asU8() ?? none, namespace),
  };
}

function readKeys(responsePayload: Uint8Array, namespace: string): readonly string[] {
  const response = peer.ProposalResponsePayload.deserializeBinary(responsePayload);
  const results = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()).getResults_asU8();
  const sets = ledger.rwset.TxReadWriteSet.deserializeBinary(results).getNsRwsetList();
  const set = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(
    sets.find((each) => each.getNamespace() === namespace)?.getRwset_asU8() ?? none,
  );
  const written = [...set.getWritesList(), ...set.getMetadataWritesList()].map((write) => write.getKey());
  return [...new Set(written)];
}
