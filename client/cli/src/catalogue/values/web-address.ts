import { RecordError } from '../record-error';
import { showValue } from './show-value';

/** The base of relative addresses in a document of RDF whose own address is not known; the domain leads nowhere (RFC 2606). */
export const unknownBase = 'https://document.invalid/';

/** Parses an http or https address without a password into the form in which a browser sends it. Returns undefined for another text. */
export function parseWebAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  const address = new URL(text);
  const isListed = address.username === '' && address.password === '' && address.href.length <= 2_048 && !/[\s<>"]/.test(address.href);
  return isListed ? address.href : undefined;
}

/** Reads a web address. A path such as `/files/1.csv` is resolved if the address of its document is known. @throws RecordError ADDRESS_INVALID */
export function readWebAddress(value: unknown, base?: string): string {
  const text = typeof value === 'string' ? requireBase(value.trim()) : '';
  const address = parseWebAddress(/^\.{0,2}\//.test(text) ? resolveAddress(text, base) : text);
  if (address === undefined) throw new RecordError('ADDRESS_INVALID', `is not a web address: ${show(value)}`);
  return address;
}

/** Returns an address relative to that of its document, or itself if that is unknown. */
export function resolveAddress(text: string, base: string | undefined): string {
  return base !== undefined && URL.canParse(text, base) ? new URL(text, base).href : text;
}

/** Returns an address, and rejects one that was relative. @throws RecordError ADDRESS_INVALID */
export function requireBase(address: string): string {
  if (!address.startsWith(unknownBase)) return address;
  throw new RecordError('ADDRESS_INVALID', `is a relative address without a base: ${show(address.slice(unknownBase.length))}`);
}

function show(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 200) : showValue(value);
}
