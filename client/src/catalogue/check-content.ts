import { ListingContent, errorsIn, missingIn, toCanonicalJson, type Parameters } from '@databund/chaincode/model';
import { UnusableRecord } from './record';

/** What the exchange’s parameters allow a listing’s content. */
export type ContentLimits = Pick<Parameters, 'contentLimitBytes' | 'descriptionLimitBytes'>;

/** Checks what the exchange would refuse later, when half of a catalogue is there. @throws UnusableRecord */
export function checkContent(content: ListingContent, { contentLimitBytes, descriptionLimitBytes }: ContentLimits): void {
  const [error] = errorsIn(ListingContent, content);
  if (error) throw new UnusableRecord(`is not a listing at ${error.path}: ${error.reason}`);
  const missing = missingIn(content);
  if (missing.length > 0) throw new UnusableRecord(`has no ${missing.join(', ')}`);
  for (const [language, text] of Object.entries(content.description ?? {})) {
    const bytes = Buffer.byteLength(text);
    if (bytes > descriptionLimitBytes) throw overLimit(`a description (${language})`, bytes, descriptionLimitBytes);
  }
  const bytes = Buffer.byteLength(toCanonicalJson(content));
  if (bytes > contentLimitBytes) throw overLimit('a content', bytes, contentLimitBytes);
}

function overLimit(what: string, bytes: number, limitBytes: number): UnusableRecord {
  return new UnusableRecord(`has ${what} of ${String(bytes)} bytes, over the limit of ${String(limitBytes)}`);
}
