import { isChunkStream } from './is-chunk-stream';

/** A gateway sends something at least every 15 s, so a connection that is silent for longer is dead. */
const silenceMs = 60_000;

interface Source {
  next(): Promise<{ readonly done?: boolean | undefined; readonly value?: unknown }>;
  cancel(): unknown;
}

/** Yields the chunks of a body, and ends where it ends, breaks off, or falls silent: who reads asks again for what is missing. */
export async function* readChunks(body: unknown): AsyncGenerator<Uint8Array> {
  const source = openSource(body);
  try {
    for (;;) {
      const chunk = await readNext(source);
      if (!(chunk instanceof Uint8Array)) return;
      yield chunk;
    }
  } finally {
    await Promise.resolve(source.cancel()).catch(() => undefined);
  }
}

/** Opens a body of fetch or of node:http. Not every browser can iterate over that of fetch. */
function openSource(body: unknown): Source {
  if (body instanceof ReadableStream) {
    const reader = body.getReader();
    return { next: () => reader.read(), cancel: () => reader.cancel() };
  }
  if (!isChunkStream(body)) return { next: () => Promise.resolve({ done: true }), cancel: () => undefined };
  const iterator = body[Symbol.asyncIterator]();
  return { next: () => iterator.next(), cancel: () => iterator.return?.() };
}

async function readNext(source: Source): Promise<unknown> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), silenceMs);
  });
  try {
    return await Promise.race([source.next().then(({ done, value }) => (done === true ? undefined : value)), silence]);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}
