import type { Request, Response } from 'express';
import { ExchangeError } from '@databund/model';
import type { DeliveryContext } from './delivery-context';
import { compareBytes, type ExpectedBytes } from './expected-bytes';
import { findFile, readListing } from './listing-file';

/**
 * Receives the bytes of a file of a listing from its provider; damaged bytes that are stored already are replaced.
 * @throws NOT_PERMITTED, MEDIA_TYPE_NOT_SUPPORTED, HASH_MISMATCH if they are not the bytes that the listing describes
 */
export async function upload(
  { ledger, authenticate, stores }: DeliveryContext,
  request: Request<{ id: string; version: string; name: string }>,
  response: Response,
): Promise<void> {
  const as = await authenticate(request);
  const { id, version, name } = request.params;
  const listing = await readListing(ledger, as, { id, version: /^\d{1,15}$/.test(version) ? Number(version) : -1 });
  if (listing.provider !== as.participantId) throw new ExchangeError('NOT_PERMITTED', { by: ['object-provider'] });
  const { byteSize, hash } = findFile(listing, name);
  const expected = { sha256: hash.value, byteSize };
  const store = stores.getStore(as);
  rejectEncoding(request);
  rejectLength(request, expected);
  const isStored = (await store.examine(expected)) === 'sound';
  try {
    await (isStored ? compareBytes(request, expected) : store.put(request, expected));
  } finally {
    request.resume(); // A client that is still sending reads the answer only after its last byte.
  }
  response.status(isStored ? 200 : 201).json({ name, byteSize, hash });
}

/** Rejects encoded bodies: the listing describes the bytes themselves. */
function rejectEncoding({ headers }: Request<object>): void {
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
    throw new ExchangeError('MEDIA_TYPE_NOT_SUPPORTED', { reason: 'content encoding' });
}

/** Rejects a wrong Content-Length before a byte is read. */
function rejectLength({ headers }: Request<object>, expected: ExpectedBytes): void {
  const announced = headers['content-length'];
  if (announced !== undefined && Number(announced) !== expected.byteSize)
    throw new ExchangeError('HASH_MISMATCH', { expected, received: { byteSize: Number(announced) } });
}
