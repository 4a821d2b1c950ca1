import { encodeFields, encodeMember, visitFields } from './wire';

const nothing = new Uint8Array();

/** A write of a transaction. */
export interface BatchedWrite {
  /** The type of the message that it would be by itself. */
  readonly type: number;
  readonly collection: string;
  readonly key: string;
  readonly value?: Uint8Array;
  /** The name of the metadata that `value` is. */
  readonly metakey?: string;
}

/** Encodes PB(WriteBatchState). */
export function encodeWriteBatch(writes: readonly BatchedWrite[]): Buffer {
  return Buffer.concat(writes.map((write) => encodeMember(1, encodeWrite(write))));
}

/** Reads how many writes a peer takes in one message from PB(ChaincodeAdditionalParams), the payload of READY; 0 if it takes none. */
export function readBatchLimit(payload: Uint8Array): number {
  const announced = { hasBatches: false, limit: 0 };
  visitFields(payload, (field, value) => {
    if (field === 1) announced.hasBatches = value === 1;
    if (field === 2 && typeof value === 'number') announced.limit = value;
  });
  return announced.hasBatches ? announced.limit : 0;
}

function encodeWrite({ type, collection, key, value = nothing, metakey }: BatchedWrite): Buffer {
  const [stored, metadata] = metakey === undefined ? [value, nothing] : [nothing, encodeFields([1, metakey], [2, value])];
  return encodeFields([1, key], [2, stored], [3, collection], [4, metadata], [5, type]);
}
