/**
 * Ends each name in a database key; names cannot contain it. The first letter of a key is its kind, so keys of a kind sort by
 * namespace and then by bytes, as on Fabric.
 */
const separator = Buffer.from([0]);

/** Encodes the database key of a public key. */
export function encodePublicKey(namespace: string, key: string): Buffer {
  return Buffer.from(`s${namespace}\0${key}`);
}

/** Encodes the end of a namespace: the least database key above all of its keys. */
export function encodePublicEnd(namespace: string): Buffer {
  return Buffer.from(`s${namespace}\u0001`);
}

/** Decodes the key of a database key made by `encodePublicKey`. */
export function decodePlainKey(databaseKey: Buffer, namespace: string): string {
  return databaseKey.toString('utf8', Buffer.byteLength(namespace) + 2);
}

/** Encodes the database key of a private key's public part: value hash, version and metadata, by the hex of the key's hash. */
export function encodeHashedKey(namespace: string, collection: string, keyHash: string): Buffer {
  return Buffer.concat([Buffer.from(`h${namespace}\0${collection}\0`), Buffer.from(keyHash, 'hex')]);
}

/** Encodes the database key of a private key's plaintext for one organisation's peer. */
export function encodePrivateKey(mspId: string, namespace: string, collection: string, key: string): Buffer {
  return Buffer.from(`p${mspId}\0${namespace}\0${collection}\0${key}`);
}

/** Encodes the end of a collection's plaintext. */
export function encodePrivateEnd(mspId: string, namespace: string, collection: string): Buffer {
  return Buffer.from(`p${mspId}\0${namespace}\0${collection}\u0001`);
}

/** Encodes the database key of a transaction's location. */
export function encodeTransactionKey(txId: string): Buffer {
  return Buffer.from(`i${txId}`);
}

/** Encodes one modification in a key's history; sorts by block, then transaction. */
export function encodeHistoryKey(namespace: string, key: string, at: { readonly blockNumber: number; readonly txIndex: number }): Buffer {
  return Buffer.concat([encodeHistoryPrefix(namespace, key), encodeBigEndian(at.blockNumber), encodeBigEndian(at.txIndex)]);
}

/** Encodes the prefix of a key's history. The length separates keys of which one is a prefix of the other. */
export function encodeHistoryPrefix(namespace: string, key: string): Buffer {
  const name = Buffer.from(key);
  return Buffer.concat([Buffer.from(`y${namespace}\0`), encodeBigEndian(name.length), name, separator]);
}

/** Decodes the location in a history key. */
export function decodeHistoryPlace(databaseKey: Buffer): { readonly blockNumber: number; readonly txIndex: number } {
  const end = databaseKey.length;
  return { blockNumber: readBigEndian(databaseKey, end - 16), txIndex: readBigEndian(databaseKey, end - 8) };
}

/** Encodes the key of private data between endorsement and commit; the hash separates different results of one transaction. */
export function encodeHeldKey(txId: string, namespace: string, collection: string, rwsetHash: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(`t${txId}\0${namespace}\0${collection}\0`), rwsetHash]);
}

/** The range of all held private data. */
export const heldRange = { gte: Buffer.from('t'), lt: Buffer.from('u') };

/** Encodes the expiry of a private key; sorts by block. */
export function encodeExpiryKey(blockNumber: number, namespace: string, collection: string, keyHash: string): Buffer {
  return Buffer.concat([Buffer.from('e'), encodeBigEndian(blockNumber), encodeHashedKey(namespace, collection, keyHash)]);
}

/** Encodes the range of everything that expires with a block or before it. */
export function encodeExpiryRange(blockNumber: number): { readonly gte: Buffer; readonly lt: Buffer } {
  return { gte: Buffer.from('e'), lt: Buffer.concat([Buffer.from('e'), encodeBigEndian(blockNumber + 1)]) };
}

/** Encodes the key of a collection's private set of one transaction; sorts by block, then by transaction. */
export function encodePrivateSetKey(at: { blockNumber: number; txIndex: number }, namespace: string, collection: string): Buffer {
  const place = [encodeBigEndian(at.blockNumber), encodeBigEndian(at.txIndex)];
  return Buffer.concat([Buffer.from('v'), ...place, Buffer.from(`${namespace}\0${collection}`)]);
}

/** Encodes the range of all private sets of a block. */
export function encodePrivateSetRange(blockNumber: number): { readonly gte: Buffer; readonly lt: Buffer } {
  const encodeStart = (number: number) => Buffer.concat([Buffer.from('v'), encodeBigEndian(number)]);
  return { gte: encodeStart(blockNumber), lt: encodeStart(blockNumber + 1) };
}

/** Decodes the result of `encodePrivateSetKey` without the block. */
export function decodePrivateSetKey(databaseKey: Buffer): { txIndex: number; namespace: string; collection: string } {
  const [namespace = '', collection = ''] = databaseKey.toString('utf8', 17).split('\0');
  return { txIndex: readBigEndian(databaseKey, 9), namespace, collection };
}

/** Encodes the key of the last purge of a private key. */
export function encodePurgeKey(namespace: string, collection: string, keyHash: string): Buffer {
  return Buffer.concat([Buffer.from('g'), encodeHashedKey(namespace, collection, keyHash)]);
}

/** A key that is written with sync, so that all earlier writes are on disk. */
export const syncKey = Buffer.from('w');

/** The key of the height that the state has reached. */
export const savepointKey = Buffer.from('m');

function encodeBigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

function readBigEndian(bytes: Buffer, offset: number): number {
  return Number(bytes.readBigUInt64BE(offset));
}
