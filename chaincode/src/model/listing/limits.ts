import { toCanonicalJson } from '../canonical-json';
import type { Details } from '../error-table';
import type { Parameters } from '../exchange/records';
import type { ListingContent } from './content';

/** Says which text of a content, or the whole of it, is over the exchange’s limits; bytes are those of UTF-8. */
export function overLimit(content: ListingContent, parameters: Parameters): Details | undefined {
  const bytes = utf8Length(toCanonicalJson(content));
  if (bytes > parameters.contentLimitBytes) return { path: '/content', bytes, limitBytes: parameters.contentLimitBytes };
  for (const [language, text] of Object.entries(content.description ?? {})) {
    const textBytes = utf8Length(text);
    if (textBytes > parameters.descriptionLimitBytes)
      return { path: `/content/description/${language}`, bytes: textBytes, limitBytes: parameters.descriptionLimitBytes };
  }
  return undefined;
}

/** Says which name two held distributions share: bytes are asked for by name. */
export function nameTwice({ distributions = [] }: ListingContent): Details | undefined {
  const names = new Set<string>();
  for (const [index, distribution] of distributions.entries()) {
    if (distribution.kind === 'linked') continue;
    if (names.has(distribution.name))
      return { errors: [{ path: `/content/distributions/${String(index)}/name`, reason: 'is the name of another one' }] };
    names.add(distribution.name);
  }
  return undefined;
}

function utf8Length(text: string): number {
  return Buffer.byteLength(text, 'utf8');
}
