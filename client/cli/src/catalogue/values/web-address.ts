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

/** Reads a web address. @throws RecordError ADDRESS_INVALID */
export function readWebAddress(value: unknown): string {
  const address = typeof value === 'string' ? parseWebAddress(requireBase(value.trim())) : undefined;
  if (address === undefined) throw new RecordError('ADDRESS_INVALID', `is not a web address: ${show(value)}`);
  return address;
}

/** Returns an address, and rejects one that was relative. @throws RecordError ADDRESS_INVALID */
export function requireBase(address: string): string {
  if (!address.startsWith(unknownBase)) return address;
  throw new RecordError('ADDRESS_INVALID', `is a relative address without a base: ${show(address.slice(unknownBase.length))}`);
}

function show(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, 200) : showValue(value);
}
