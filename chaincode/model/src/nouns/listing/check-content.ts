import { countBytes } from '../../kernel/bytes';
import { toCanonicalJson } from '../../kernel/canonical-json';
import type { Details } from '../../kernel/error-table';
import { findUnreadableTime } from '../policy/policy';
import type { Parameters } from '../exchange/records';
import { findDisclosedPrice, isPublic, type ListPrice, type ListingContent } from './content';
import { checkArea } from './spatial';

/** The limits that the exchange's parameters set for a content, in UTF-8 bytes. */
export type ContentLimits = Pick<Parameters, 'contentLimitBytes' | 'descriptionLimitBytes'>;
/** The text that is too large, its size and its limit. */
export type OverLimit = Readonly<Record<'bytes' | 'limitBytes', number> & Record<'path', string>>;

/** Returns which text of a content, or the whole of it, exceeds its limit. */
export function checkSize(content: ListingContent, { contentLimitBytes, descriptionLimitBytes }: ContentLimits): OverLimit | undefined {
  const texts = Object.entries(content.description ?? {}).map(([language, text]) => ({ path: `/content/description/${language}`, text }));
  return (
    checkBytes('/content', toCanonicalJson(content), contentLimitBytes) ??
    texts.map(({ path, text }) => checkBytes(path, text, descriptionLimitBytes)).find((each) => each !== undefined)
  );
}

function checkBytes(path: string, text: string, limitBytes: number): OverLimit | undefined {
  const bytes = countBytes(text);
  return bytes > limitBytes ? { path, bytes, limitBytes } : undefined;
}

/** Returns why a content is invalid in every sector: a repeated file name, an invalid area, a price that cannot be published, or an offer that denies everyone. */
export function checkContent(content: ListingContent): Details | undefined {
  return checkNames(content) ?? checkArea(content) ?? checkPublicCharge(content) ?? checkListPrice(content) ?? checkTimes(content);
}

function checkTimes({ offer }: ListingContent): Details | undefined {
  const path = offer && findUnreadableTime(offer);
  const reason = 'is not a time in UTC (YYYY-MM-DDTHH:mm:ss.sssZ), so the offer would deny everyone: write days and offsets as such times';
  return path === undefined ? undefined : { errors: [{ path: `/content/offer${path}`, reason }] };
}

/** Fails if two held distributions have the same name: bytes are requested by name. */
function checkNames({ distributions = [] }: ListingContent): Details | undefined {
  const names = new Set<string>();
  for (const [index, distribution] of distributions.entries()) {
    if (distribution.kind === 'linked') continue;
    if (names.has(distribution.name))
      return { errors: [{ path: `/content/distributions/${String(index)}/name`, reason: 'is the name of another distribution' }] };
    names.add(distribution.name);
  }
  return undefined;
}

function checkPublicCharge(content: ListingContent): Details | undefined {
  const reason = 'is only for public data; publish the price of other data as listPrice, or agree on it outside the ledger';
  return findDisclosedPrice(content) && { errors: [{ path: '/content/charge/publicCharge', reason }] };
}

function checkListPrice(content: ListingContent): Details | undefined {
  const { basis, listPrice } = content.charge ?? {};
  if (!listPrice) return undefined;
  const reason = isPublic(content) ? 'is not for public data; they have a publicCharge' : findPriceFault(listPrice, basis);
  return reason === undefined ? undefined : { errors: [{ path: '/content/charge/listPrice', reason }] };
}

function findPriceFault(price: ListPrice, basis: string | undefined): string | undefined {
  if (basis !== 'priced') return 'is only for data whose basis is priced';
  if ('amountMinor' in price) return undefined;
  const { from, to } = price;
  if (from.currency !== to.currency) return 'has two currencies';
  return from.amountMinor > to.amountMinor ? 'goes from more to less' : undefined;
}
