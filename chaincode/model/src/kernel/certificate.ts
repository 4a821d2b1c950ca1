import type { BaseBlock } from 'asn1js';
import { BaseStringBlock, Boolean as Flag, Constructed, fromBER, ObjectIdentifier, OctetString, Sequence, Set as SetOf } from 'asn1js';
import { Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { decodeUtf8 } from './bytes';

/** The parts of an X.509 certificate that the exchange reads. */
export interface Certificate {
  /** The whole certificate in DER: its SHA-256 is what a participant pins. */
  readonly der: Uint8Array;
  /** Every organisational unit of the subject, in the order of the certificate. One RDN may hold several: Go writes all into one. */
  readonly units: readonly string[];
  /** The subject's public key in DER (SubjectPublicKeyInfo). */
  readonly publicKeyInfo: Uint8Array;
  /** The attributes that Fabric's CA wrote into it; empty without them. */
  readonly attributes: Readonly<Record<string, string>>;
}

const organisationalUnit = '2.5.4.11';
const contextSpecific = 3;
/** The tag of the field that holds the extensions. */
const extensionsTag = 3;
/** The extension in which Fabric's CA writes attributes: JSON in the DER of the certificate. */
const attributesExtension = '1.2.3.4.5.6.7.8.1';
const Attributes = Type.Object({ attrs: Type.Record(Type.String(), Type.String()) });

/** Reads a certificate in PEM or DER (RFC 5280, section 4.1). Returns `undefined` if it is not one. */
export function readCertificate(pemOrDer: Uint8Array | string): Certificate | undefined {
  try {
    const der = decode(pemOrDer);
    const { result, offset } = fromBER(der);
    return offset === der.length ? readFields(der, result) : undefined;
  } catch {
    return undefined;
  }
}

function readFields(der: Uint8Array, certificate: BaseBlock): Certificate | undefined {
  const [body] = readMembers(certificate);
  const fields = readMembers(body);
  const isVersioned = fields[0]?.idBlock.tagClass === contextSpecific;
  const [, , , , subject, publicKey] = isVersioned ? fields.slice(1) : fields;
  if (!(subject instanceof Sequence && publicKey instanceof Sequence)) return undefined;
  const units = readMembers(subject).flatMap(readUnits);
  return { der, units, publicKeyInfo: publicKey.valueBeforeDecodeView, attributes: readAttributes(fields) };
}

/**
 * Returns an attribute that Fabric's CA wrote into a certificate; `undefined` if it has none of this name, or an empty one. Contracts,
 * gateway and audit read it by this function alone: invalid UTF-8 becomes U+FFFD for all of them.
 */
export function findAttribute({ attributes }: Certificate, name: string): string | undefined {
  return (Object.hasOwn(attributes, name) && attributes[name]) || undefined;
}

function readAttributes(fields: readonly BaseBlock[]): Readonly<Record<string, string>> {
  const value = fields.flatMap(readExtensions).find(([id]) => id === attributesExtension)?.[1];
  const attributes = value && parseJson(value);
  return Value.Check(Attributes, attributes) ? attributes.attrs : {};
}

/** Returns id and value of each extension in a field of a certificate. */
function readExtensions(field: BaseBlock): readonly (readonly [string, Uint8Array])[] {
  if (field.idBlock.tagClass !== contextSpecific || field.idBlock.tagNumber !== extensionsTag) return [];
  return readMembers(readMembers(field)[0]).flatMap((extension) => {
    const [id, ...others] = readMembers(extension);
    const [value] = others.filter((each) => !(each instanceof Flag));
    return id instanceof ObjectIdentifier && value instanceof OctetString
      ? [[id.getValue(), new Uint8Array(value.getValue())] as const]
      : [];
  });
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(decodeUtf8(bytes));
  } catch {
    return undefined;
  }
}

/** Returns the units among the attributes of one RDN. */
function readUnits(rdn: BaseBlock): readonly string[] {
  return readMembers(rdn).flatMap((attribute) => {
    const [type, value] = readMembers(attribute);
    const isUnit = type instanceof ObjectIdentifier && type.getValue() === organisationalUnit;
    return isUnit && value instanceof BaseStringBlock ? [value.getValue()] : [];
  });
}

function readMembers(block: BaseBlock | undefined): readonly BaseBlock[] {
  return block instanceof Sequence || block instanceof SetOf || block instanceof Constructed ? block.valueBlock.value : [];
}

function decode(pemOrDer: Uint8Array | string): Uint8Array {
  const text = typeof pemOrDer === 'string' ? pemOrDer : new TextDecoder('latin1').decode(pemOrDer);
  const [, base64] = /-----BEGIN CERTIFICATE-----([^-]+)-----END CERTIFICATE-----/.exec(text) ?? [];
  if (base64 === undefined) return typeof pemOrDer === 'string' ? new Uint8Array() : pemOrDer;
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
