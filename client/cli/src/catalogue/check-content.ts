import { ListingContent, checkContent, checkSize, findMissing, listErrors, type ContentLimits } from '@databund/model';
import { RecordError } from './record-error';

/** Rejects content that the exchange would refuse when it is created or submitted, before any record is sent. @throws RecordError */
export function requireListable(content: ListingContent, limits: ContentLimits): void {
  const [error] = listErrors(ListingContent, content);
  if (error) throw new RecordError('CONTENT_INVALID', `is not a listing at ${error.path}: ${error.reason}`);
  const details = checkContent(content);
  if (details) throw new RecordError('CONTENT_INVALID', `is not a listing: ${JSON.stringify(details)}`);
  const missing = findMissing(content, new Date().toISOString());
  if (missing.length > 0) throw new RecordError('MEMBER_MISSING', `has no ${missing.join(', ')}`);
  const over = checkSize(content, limits);
  if (over)
    throw new RecordError(
      'LIMIT_EXCEEDED',
      `is over a limit at ${over.path}: ${String(over.bytes)} bytes of ${String(over.limitBytes)} at most`,
    );
}
