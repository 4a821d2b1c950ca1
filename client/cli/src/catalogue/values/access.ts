import { listTexts } from '../members';

const closedWord =
  /(?:^|[^\p{L}])(?:non[-_ ]?public|restricted|private|confidential|closed|embargo(?:ed)?|sensitive|internal|metadata[-_ ]?only)(?!\p{L})/iu;
const denial = /(?:^|[^\p{L}])(?:no|not|never|without)(?!\p{L})(?![-_ ]?public)/iu;
/** The European authority's rights other than PUBLIC, and the COAR vocabulary's rights other than open access. */
const closedAddress = /\/access-right\/(?!PUBLIC$)(\w+)$|\/access_right\/(c_(?:16ec|f1cf|14cb))\b/;
const longestLabel = 80;

/** Finds a right of access that is not public: an address of a vocabulary, or a short label in which a word says so. */
export function findRestriction(value: unknown): string | undefined {
  for (const text of listTexts(value)) {
    const [, european, coar] = closedAddress.exec(text) ?? [];
    const code = european ?? coar;
    if (code !== undefined) return code;
    if (text.length <= longestLabel && closedWord.test(text) && !denial.test(text)) return text;
  }
  return undefined;
}

/** Returns whether a value says yes; tables write truth values as texts. */
export function isTrue(value: unknown): boolean {
  return /^(?:true|t|yes|1)$/i.test(String(value).trim());
}
