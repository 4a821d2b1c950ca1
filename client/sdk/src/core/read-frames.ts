const lengthBytes = 4;
/** Fabric's limit of a message is 100 MiB, so that a greater length is not that of a block. */
const longestFrame = 100 * 1024 * 1024;

/**
 * Reads frames, each after its length in four bytes, from a stream that may break off. Returns `undefined` if the first bytes are no length.
 */
export async function readFrames(body: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array> | undefined> {
  const buffer = new FrameBuffer(body[Symbol.asyncIterator]());
  const first = await buffer.next();
  return first === 'malformed' ? undefined : yieldFrames(first, buffer);
}

async function* yieldFrames(first: Uint8Array | undefined, buffer: FrameBuffer): AsyncGenerator<Uint8Array> {
  for (let frame: Uint8Array | 'malformed' | undefined = first; frame instanceof Uint8Array; frame = await buffer.next()) yield frame;
}

/** Puts the chunks of a stream together. */
class FrameBuffer {
  private held: Uint8Array = new Uint8Array();

  constructor(private readonly chunks: AsyncIterator<Uint8Array>) {}

  /** Returns the next frame; `undefined` at the end, also of a stream that breaks off. */
  async next(): Promise<Uint8Array | 'malformed' | undefined> {
    if (!(await this.fill(lengthBytes))) return undefined;
    const length = this.held.subarray(0, lengthBytes).reduce((value, byte) => value * 256 + byte, 0);
    if (length > longestFrame) return 'malformed';
    if (!(await this.fill(lengthBytes + length))) return undefined;
    const frame = this.held.slice(lengthBytes, lengthBytes + length);
    this.held = this.held.subarray(lengthBytes + length);
    return frame;
  }

  /** Reads chunks until so many bytes are held. Returns false if the stream ends before. */
  private async fill(size: number): Promise<boolean> {
    const parts = [this.held];
    let held = this.held.length;
    while (held < size) {
      const chunk = await this.readChunk();
      if (!chunk) return false;
      parts.push(chunk);
      held += chunk.length;
    }
    if (parts.length > 1) this.held = join(parts, held);
    return true;
  }

  /** Returns the next chunk; `undefined` at the end and if the connection breaks off: who reads asks again for what is missing. */
  private async readChunk(): Promise<Uint8Array | undefined> {
    try {
      const read = await this.chunks.next();
      return read.done === true ? undefined : read.value;
    } catch {
      return undefined;
    }
  }
}

function join(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
