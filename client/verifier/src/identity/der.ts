import { VerifierError } from '../verifier-error';

/** Tag and content of one value in DER. */
export interface DerElement {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag, length and content. */
  readonly whole: Uint8Array;
}

const longestLength = 4;

/** Splits bytes into the elements that follow one another. @throws DER_MALFORMED */
export function readElements(bytes: Uint8Array): readonly DerElement[] {
  const elements: DerElement[] = [];
  for (let at = 0; at < bytes.length;) {
    const element = readElement(bytes, at);
    elements.push(element);
    at += element.whole.length;
  }
  return elements;
}

/** Reads the elements inside an element; none if there is no such element. @throws DER_MALFORMED */
export function readContent(element: DerElement | undefined): readonly DerElement[] {
  return element ? readElements(element.content) : [];
}

function readElement(bytes: Uint8Array, start: number): DerElement {
  const [tag = 0, first = 0] = bytes.subarray(start, start + 2);
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const from = start + 2 + lengthBytes;
  const isIndefinite = first === 0x80;
  if (isIndefinite || lengthBytes > longestLength || from > bytes.length)
    throw new VerifierError('DER_MALFORMED', `DER element at byte ${String(start)} has no readable length.`);
  const length = lengthBytes === 0 ? first : bytes.subarray(start + 2, from).reduce((sum, byte) => sum * 256 + byte, 0);
  if (from + length > bytes.length)
    throw new VerifierError(
      'DER_MALFORMED',
      `DER element at byte ${String(start)} is cut off: ${String(length)} bytes expected, ${String(bytes.length - from)} left.`,
    );
  return { tag, content: bytes.subarray(from, from + length), whole: bytes.subarray(start, from + length) };
}
