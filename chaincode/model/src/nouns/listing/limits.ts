import { toCanonicalJson } from '../../kernel/canonical-json';
import type { Details } from '../../kernel/error-table';
import type { Parameters } from '../exchange/records';
import { priceTold, type ListingContent } from './content';
import { coverageInvalid } from './spatial';

/** What the exchange’s parameters allow a listing’s content, in bytes of UTF-8. */
export type ContentLimits = Pick<Parameters, 'contentLimitBytes' | 'descriptionLimitBytes'>;
/** What is too large, and by how much. */
export type OverLimit = Readonly<Record<'bytes' | 'limitBytes', number> & Record<'path', string>>;

/** Says which text of a content, or the whole of it, is over the exchange’s limits. */
export function overLimit(content: ListingContent, { contentLimitBytes, descriptionLimitBytes }: ContentLimits): OverLimit | undefined {
  const texts = Object.entries(content.description ?? {}).map(([language, text]) => ({ path: `/content/description/${language}`, text }));
  return (
    over('/content', toCanonicalJson(content), contentLimitBytes) ??
    texts.map(({ path, text }) => over(path, text, descriptionLimitBytes)).find((each) => each !== undefined)
  );
}

function over(path: string, text: string, limitBytes: number): OverLimit | undefined {
  const bytes = Buffer.byteLength(text, 'utf8');
  return bytes > limitBytes ? { path, bytes, limitBytes } : undefined;
}

/** Says why a content is none, whatever its sector asks for: a name twice, a coverage that is none, a price in public. */
export function contentInvalid(content: ListingContent): Details | undefined {
  return nameTwice(content) ?? coverageInvalid(content) ?? priceInPublic(content);
}

/** Says which name two held distributions share: bytes are asked for by name. */
function nameTwice({ distributions = [] }: ListingContent): Details | undefined {
  const names = new Set<string>();
  for (const [index, distribution] of distributions.entries()) {
    if (distribution.kind === 'linked') continue;
    if (names.has(distribution.name))
      return { errors: [{ path: `/content/distributions/${String(index)}/name`, reason: 'is the name of another one' }] };
    names.add(distribution.name);
  }
  return undefined;
}

function priceInPublic(content: ListingContent): Details | undefined {
  const reason = 'is for public data alone: a price of other data is agreed on outside the ledger';
  return priceTold(content) && { errors: [{ path: '/content/charge/publicCharge', reason }] };
}
