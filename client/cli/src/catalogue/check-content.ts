import { ListingContent, listErrors, findMissing, checkSize, type ContentLimits } from '@databund/model';
import { RecordError } from './record';

/** Rejects content that the exchange would refuse, before any record is sent. @throws RecordError */
export function checkContent(content: ListingContent, limits: ContentLimits): void {
  const [error] = listErrors(ListingContent, content);
  if (error) throw new RecordError('CONTENT_INVALID', `is not a listing at ${error.path}: ${error.reason}`);
  const missing = findMissing(content, new Date().toISOString());
  if (missing.length > 0) throw new RecordError('MEMBER_MISSING', `has no ${missing.join(', ')}`);
  const over = checkSize(content, limits);
  if (over)
    throw new RecordError(
      'LIMIT_EXCEEDED',
      `is over a limit at ${over.path}: ${String(over.bytes)} bytes of ${String(over.limitBytes)} at most`,
    );
}
