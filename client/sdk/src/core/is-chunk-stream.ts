/** Returns whether the body of an answer can be read in chunks. */
export function isChunkStream(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}
