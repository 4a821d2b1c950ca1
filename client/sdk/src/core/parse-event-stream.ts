import { DatabundError } from './databund-error';

/** A message of an event stream. One without data only says after which id the stream would go on. */
export interface StreamMessage {
  /** The last id that was sent; empty before the first. */
  readonly id: string;
  readonly data: string | undefined;
}

/** The most characters of one line and of one message. */
const mostCharacters = 1_000_000;

/** Reads the messages of a stream of server-sent events, as HTML defines it; what ends without an empty line is dropped. @throws DatabundError INTERNAL */
export async function* parseEventStream(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<StreamMessage> {
  const decoder = new TextDecoder(); // Drops a byte order mark.
  const [lines, message] = [new Lines(), new Message()];
  for await (const chunk of chunks) {
    for (const line of lines.split(decoder.decode(chunk, { stream: true }))) {
      if (line !== '') message.read(line);
      else if (message.isStarted) yield message.end();
    }
  }
}

/** Cuts a text that comes in parts into lines, which end with CR, LF or both. */
class Lines {
  private rest = '';
  private isAfterReturn = false;

  split(text: string): readonly string[] {
    const fresh = this.isAfterReturn && text.startsWith('\n') ? text.slice(1) : text;
    if (text !== '') this.isAfterReturn = text.endsWith('\r');
    const lines = (this.rest + fresh).split(/\r\n|\r|\n/);
    this.rest = requireShort(lines.pop() ?? '');
    return lines;
  }
}

/** Collects the fields of one message after another. The id stays until another one comes. */
class Message {
  private id = '';
  private data: string | undefined;
  private hasId = false;

  get isStarted(): boolean {
    return this.hasId || this.data !== undefined;
  }

  read(line: string): void {
    const [, name, value = ''] = /^([^:]*)(?::[ ]?(.*))?$/s.exec(line) ?? [];
    if (name === 'data') this.data = requireShort(this.data === undefined ? value : `${this.data}\n${value}`);
    if (name !== 'id' || value.includes('\0')) return;
    this.id = value;
    this.hasId = true;
  }

  end(): StreamMessage {
    const message = { id: this.id, data: this.data };
    this.data = undefined;
    this.hasId = false;
    return message;
  }
}

function requireShort(text: string): string {
  if (text.length <= mostCharacters) return text;
  throw new DatabundError('INTERNAL', { reason: 'the gateway sends an event without an end' });
}
