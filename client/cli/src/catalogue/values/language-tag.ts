import { showValue } from './show-value';
import { RecordError } from '../record-error';

/** The last part of an address of the EU's language authority, the Library of Congress or Lexvo is an ISO 639 code. */
const authority =
  /^https?:\/\/(?:publications\.europa\.eu\/resource\/authority\/language|id\.loc\.gov\/vocabulary\/(?:iso639-[125]|languages)|(?:www\.)?lexvo\.org\/id\/iso639-[1-5])\/([A-Za-z]{2,3})$/;
const tagForm = /^[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{1,8})*$/;

/** Returns a language tag in its canonical form: `en-US` for `en_us`, `fr` for `fra`. Returns undefined for another text. */
export function parseLanguageTag(text: string): string | undefined {
  const code = authority.exec(text)?.[1] ?? text;
  if (!tagForm.test(code)) return undefined;
  const tag = code.replaceAll('_', '-').toLowerCase();
  try {
    // Each variant or extension that only some engines know would change the tag, so extensions keep their letters.
    return /-[a-z0-9]-/.test(tag) ? tag : Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

/** Reads a language tag. @throws RecordError VALUE_INVALID */
export function readLanguageTag(value: unknown): string {
  const tag = typeof value === 'string' ? parseLanguageTag(value.trim()) : undefined;
  if (tag === undefined) throw new RecordError('VALUE_INVALID', `is not a language tag such as en or zh-Hans: ${showValue(value)}`);
  return tag;
}
