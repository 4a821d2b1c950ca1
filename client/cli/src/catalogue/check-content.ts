import { ListingContent, errorsIn, findMissing, checkSize, type ContentLimits } from '@databund/model';
import { UnusableRecord } from './record';

/** Checks what the exchange would refuse later, when half of a catalogue is there. @throws UnusableRecord */
export function checkContent(content: ListingContent, limits: ContentLimits): void {
  const [error] = errorsIn(ListingContent, content);
  if (error) throw new UnusableRecord(`is not a listing at ${error.path}: ${error.reason}`);
  const missing = findMissing(content, new Date().toISOString());
  if (missing.length > 0) throw new UnusableRecord(`has no ${missing.join(', ')}`);
  const over = checkSize(content, limits);
  if (over) throw new UnusableRecord(`is over a limit at ${over.path}: ${String(over.bytes)} bytes of ${String(over.limitBytes)} at most`);
}
