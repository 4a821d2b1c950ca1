/** An element of DER: its tag, its content, and all its bytes. */
export interface DerElement {
  readonly tag: number;
  readonly content: Buffer;
  readonly whole: Buffer;
}

/** The elements that stand one after the other. @throws Error where they are no DER */
export function readDer(bytes: Buffer): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const element = elementAt(bytes, at);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

function elementAt(bytes: Buffer, start: number): DerElement {
  const [tag, first] = [bytes[start] ?? 0, bytes[start + 1] ?? 0];
  const lengthBytes = first > 0x80 ? first - 0x80 : 0;
  const from = start + 2 + lengthBytes;
  const length = lengthBytes === 0 ? first : bytes.readUIntBE(start + 2, lengthBytes);
  if (from + length > bytes.length) throw new Error('an element of DER is cut off');
  return { tag, content: bytes.subarray(from, from + length), whole: bytes.subarray(start, from + length) };
}
