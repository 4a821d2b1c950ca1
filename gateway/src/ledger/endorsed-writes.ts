import { common, gateway, ledger, msp, peer } from '@hyperledger/fabric-protos';

/** The endorsers of a transaction, and what it writes in a namespace. */
export interface EndorsedWrites {
  /** MSP ids, sorted. */
  readonly endorsers: readonly string[];
  /** The public keys that it writes or puts under a policy. */
  readonly keys: readonly string[];
  /** The names of the private collections that it writes. */
  readonly collections: readonly string[];
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
    ...readWrites(endorsed?.getProposalResponsePayload_asU8() ?? none, namespace),
  };
}

function readWrites(responsePayload: Uint8Array, namespace: string): Pick<EndorsedWrites, 'keys' | 'collections'> {
  const response = peer.ProposalResponsePayload.deserializeBinary(responsePayload);
  const results = peer.ChaincodeAction.deserializeBinary(response.getExtension_asU8()).getResults_asU8();
  const sets = ledger.rwset.TxReadWriteSet.deserializeBinary(results).getNsRwsetList();
  const found = sets.find((each) => each.getNamespace() === namespace);
  const set = ledger.rwset.kvrwset.KVRWSet.deserializeBinary(found?.getRwset_asU8() ?? none);
  const written = [...set.getWritesList(), ...set.getMetadataWritesList()].map((write) => write.getKey());
  return { keys: [...new Set(written)], collections: (found?.getCollectionHashedRwsetList() ?? []).filter(isWritten).map(getName) };
}

function isWritten(collection: ledger.rwset.CollectionHashedReadWriteSet): boolean {
  const set = ledger.rwset.kvrwset.HashedRWSet.deserializeBinary(collection.getHashedRwset_asU8());
  return set.getHashedWritesList().length > 0;
}

function getName(collection: ledger.rwset.CollectionHashedReadWriteSet): string {
  return collection.getCollectionName();
}
