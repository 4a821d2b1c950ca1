import { Boolean as Flag, Constructed, fromBER, ObjectIdentifier, OctetString, Sequence, type BaseBlock } from 'asn1js';
import { Type } from '@sinclair/typebox';
import { participantAttribute } from '@databund/model';
import { isValid } from '../http/validation';

/** The extension in which Fabric's CA writes attributes: JSON in the DER of the certificate. */
const attributesExtension = '1.2.3.4.5.6.7.8.1';
const Attributes = Type.Object({ attrs: Type.Record(Type.String(), Type.String()) });

/** Returns the participant that a certificate in DER names; `undefined` if it names none. */
export function readParticipantOf(der: Uint8Array): string | undefined {
  const [body] = readMembers(fromBER(der).result);
  const value = readMembers(body)
    .flatMap(readExtensions)
    .find(([id]) => id === attributesExtension)?.[1];
  const attributes = value && readJson(new TextDecoder().decode(value));
  return isValid(Attributes, attributes) ? attributes.attrs[participantAttribute] : undefined;
}

/** Returns id and value of each extension in a field of a certificate; only the field with tag 3 has some. */
function readExtensions(field: BaseBlock): readonly (readonly [string, ArrayBuffer])[] {
  if (!(field instanceof Constructed) || field.idBlock.tagClass !== 3 || field.idBlock.tagNumber !== 3) return [];
  return readMembers(readMembers(field)[0]).flatMap((extension) => {
    const [id, ...others] = readMembers(extension);
    const [value] = others.filter((each) => !(each instanceof Flag));
    return id instanceof ObjectIdentifier && value instanceof OctetString ? [[id.getValue(), value.getValue()] as const] : [];
  });
}

function readMembers(block: BaseBlock | undefined): readonly BaseBlock[] {
  return block instanceof Sequence || block instanceof Constructed ? block.valueBlock.value : [];
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
