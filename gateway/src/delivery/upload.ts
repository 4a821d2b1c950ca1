import type { Request, Response } from 'express';
import { ExchangeError } from '@databund/model';
import { distributionOf, readListing, type DeliveryContext } from './held-file';
import { compare } from './object-store';

/**
 * Takes the bytes of a held distribution from its provider; what lies there damaged is replaced.
 * @throws NOT_PERMITTED, MEDIA_TYPE_NOT_SUPPORTED, HASH_MISMATCH where they are not those of the listing
 */
export async function upload({ ledger, authenticate, stores }: DeliveryContext, request: Request, response: Response): Promise<void> {
  const as = await authenticate(request);
  const { id = '', version = '', name = '' } = request.params as Readonly<Record<string, string>>;
  const listing = await readListing(ledger, as, { id, version: /^\d{1,15}$/.test(version) ? Number(version) : -1 });
  if (listing.provider !== as.participantId) throw new ExchangeError('NOT_PERMITTED', { by: ['object-provider'] });
  const { byteSize, hash } = distributionOf(listing, name);
  const expected = { sha256: hash.value, byteSize };
  const store = stores.of(as);
  refuseEncoded(request);
  refuseLength(request, expected);
  const isKept = (await store.examine(expected)) === 'sound';
  try {
    await (isKept ? compare(request, expected) : store.put(request, expected));
  } finally {
    request.resume(); // Who still sends reads the answer only when all is sent.
  }
  response.status(isKept ? 200 : 201).json({ name, byteSize, hash });
}

/** The listing describes the bytes themselves, not a coding of them. */
function refuseEncoded({ headers }: Request): void {
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
    throw new ExchangeError('MEDIA_TYPE_NOT_SUPPORTED', { reason: 'content encoding' });
}

/** A length that is announced and wrong need not be read. */
function refuseLength({ headers }: Request, expected: { readonly sha256: string; readonly byteSize: number }): void {
  const announced = headers['content-length'];
  if (announced !== undefined && Number(announced) !== expected.byteSize)
    throw new ExchangeError('HASH_MISMATCH', { expected, received: { byteSize: Number(announced) } });
}
