import { decodeText, toHex } from '../blocks/bytes';
import { readContent, readElements, type DerElement } from './der';

/** 2.5.4.11: organizationalUnitName. */
const unitOid = '55040b';
/** 1.2.3.4.5.6.7.8.1: the extension in which Fabric CA writes attributes. */
const attributesOid = '2a03040506070801';
/** Replaces invalid UTF-8, as Fabric's libraries do when they read attributes. */
const attributeDecoder = new TextDecoder();
const tags = { sequence: 0x30, extensions: 0xa3, bmpString: 0x1e };
/** In a TBSCertificate the subject is the fourth sequence, after signature algorithm, issuer and validity. */
const subjectPosition = 3;

/** Units and attributes of a certificate's holder. */
export interface Subject {
  /** Organisational units in the order of the subject, from every RDN. */
  readonly units: readonly string[];
  /** Attributes that Fabric CA wrote. */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Reads units and attributes from a certificate's DER. A printed subject would be ambiguous: Go writes all units into one RDN, and a
 * unit may contain the separators. @throws DER_MALFORMED
 */
export function readSubject(certificate: Uint8Array): Subject {
  const [body] = readContent(readElements(certificate)[0]);
  const fields = readContent(body);
  const subject = fields.filter(({ tag }) => tag === tags.sequence)[subjectPosition];
  const [extensions] = readContent(fields.find(({ tag }) => tag === tags.extensions));
  return { units: readUnits(subject), attributes: readAttributes(extensions) };
}

function readUnits(subject: DerElement | undefined): readonly string[] {
  return readContent(subject)
    .flatMap((rdn) => readContent(rdn))
    .flatMap((attribute) => {
      const [oid, value] = readContent(attribute);
      return value && isOid(oid, unitOid) ? [readString(value)] : [];
    });
}

function readAttributes(extensions: DerElement | undefined): Readonly<Record<string, string>> {
  for (const extension of readContent(extensions)) {
    const parts = readContent(extension);
    if (isOid(parts[0], attributesOid)) return parseAttributes(attributeDecoder.decode(parts.at(-1)?.content));
  }
  return {};
}

/** Reads `{"attrs":{"name":"value"}}`; returns nothing of what has another form. */
function parseAttributes(text: string): Readonly<Record<string, string>> {
  const value = parseJson(text);
  if (!isObject(value) || !isObject(value.attrs)) return {};
  return Object.fromEntries(Object.entries(value.attrs).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isOid(element: DerElement | undefined, hex: string): boolean {
  return element !== undefined && toHex(element.content) === hex;
}

function readString({ tag, content }: DerElement): string {
  if (tag !== tags.bmpString) return decodeText(content) ?? '';
  let text = '';
  for (let at = 0; at + 1 < content.length; at += 2) text += String.fromCharCode((content[at] ?? 0) * 256 + (content[at + 1] ?? 0));
  return text;
}
