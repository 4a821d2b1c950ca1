/**
 * Keys of the state database. A letter tells the kind; names end with a zero byte, which they cannot contain, so that a
 * kind's keys sort by namespace, then as Fabric sorts: by the key's bytes.
 */
const separator = Buffer.from([0]);

/** A public key's value, version and metadata. */
export function encodePublicKey(namespace: string, key: string): Buffer {
  return Buffer.from(`s${namespace}\0${key}`);
}

/** The end of a namespace: the least key greater than all of its own. */
export function encodePublicEnd(namespace: string): Buffer {
  return Buffer.from(`s${namespace}\u0001`);
}

/** The key within the namespace, of a database key made by `publicKey`. */
export function decodePlainKey(databaseKey: Buffer, namespace: string): string {
  return databaseKey.toString('utf8', Buffer.byteLength(namespace) + 2);
}

/** A private key's public part: value hash, version, metadata by the key's hash (hex). */
export function encodeHashedKey(namespace: string, collection: string, keyHash: string): Buffer {
  return Buffer.concat([Buffer.from(`h${namespace}\0${collection}\0`), Buffer.from(keyHash, 'hex')]);
}

/** A private key's plaintext in one organisation's view. */
export function encodePrivateKey(mspId: string, namespace: string, collection: string, key: string): Buffer {
  return Buffer.from(`p${mspId}\0${namespace}\0${collection}\0${key}`);
}

/** The end of a collection's plaintext. */
export function encodePrivateEnd(mspId: string, namespace: string, collection: string): Buffer {
  return Buffer.from(`p${mspId}\0${namespace}\0${collection}\u0001`);
}

/** A transaction's place, by its id. */
export function encodeTransactionKey(txId: string): Buffer {
  return Buffer.from(`i${txId}`);
}

/** One modification in a key's history; sorts by block, then transaction. */
export function encodeHistoryKey(namespace: string, key: string, at: { readonly blockNumber: number; readonly txIndex: number }): Buffer {
  return Buffer.concat([encodeHistoryPrefix(namespace, key), encodeBigEndian(at.blockNumber), encodeBigEndian(at.txIndex)]);
}

/** What the history keys of one key begin with; the length keeps keys apart of which one continues the other. */
export function encodeHistoryPrefix(namespace: string, key: string): Buffer {
  const name = Buffer.from(key);
  return Buffer.concat([Buffer.from(`y${namespace}\0`), encodeBigEndian(name.length), name, separator]);
}

/** The place a history key tells. */
export function decodeHistoryPlace(databaseKey: Buffer): { readonly blockNumber: number; readonly txIndex: number } {
  const end = databaseKey.length;
  return { blockNumber: readBigEndian(databaseKey, end - 16), txIndex: readBigEndian(databaseKey, end - 8) };
}

/** Plaintext held between endorsement and commit; the hash tells apart what endorsers of other results made. */
export function encodeHeldKey(txId: string, namespace: string, collection: string, rwsetHash: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`t${txId}\0${namespace}\0${collection}\0`), rwsetHash]);
}

/** The range of everything held. */
export const heldRange = { gte: Buffer.from('t'), lt: Buffer.from('u') };

/** When a private key expires; sorts by block. */
export function encodeExpiryKey(blockNumber: number, namespace: string, collection: string, keyHash: string): Buffer {
  return Buffer.concat([Buffer.from('e'), encodeBigEndian(blockNumber), encodeHashedKey(namespace, collection, keyHash)]);
}

/** Everything that expires with a block, or should have before. */
export function encodeExpiryRange(blockNumber: number): { readonly gte: Buffer; readonly lt: Buffer } {
  return { gte: Buffer.from('e'), lt: Buffer.concat([Buffer.from('e'), encodeBigEndian(blockNumber + 1)]) };
}

/** Written empty, and synced, so that all writes before it are on disk. */
export const syncKey = Buffer.from('w');

/** How far the state has followed the blocks. */
export const savepointKey = Buffer.from('m');

function encodeBigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

function readBigEndian(bytes: Buffer, offset: number): number {
  return Number(bytes.readBigUInt64BE(offset));
}
