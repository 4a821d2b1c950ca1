import { parseEventStream, type StreamMessage } from './parse-event-stream';

async function* cut(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}

async function parse(text: string, size = text.length): Promise<readonly StreamMessage[]> {
  const messages: StreamMessage[] = [];
  for await (const message of parseEventStream(cut(new TextEncoder().encode(text), size))) messages.push(message);
  return messages;
}

describe('parseEventStream', () => {
  it.each([
    ['a message with its id', 'id: 1\ndata: one\n\n', [{ id: '1', data: 'one' }]],
    ['lines that end with CR', 'id: 1\rdata: one\r\r', [{ id: '1', data: 'one' }]],
    ['lines that end with CR LF', 'id: 1\r\ndata: one\r\n\r\n', [{ id: '1', data: 'one' }]],
    ['data of several lines', 'data: one\ndata\ndata:  two\n\n', [{ id: '', data: 'one\n\n two' }]],
    ['a byte order mark first', '\ufeffdata: one\n\n', [{ id: '', data: 'one' }]],
    ['characters of several bytes', 'data: 数据 🌍\n\n', [{ id: '', data: '数据 🌍' }]],
    ['an id that stays', 'id: 1\ndata: one\n\ndata: two\n\n', ['one', 'two'].map((data) => ({ id: '1', data }))],
    ['an id without data', ': still here\nid: 1\n\n', [{ id: '1', data: undefined }]],
    [
      'an id that is taken back',
      'id: 1\ndata: one\n\nid\ndata: two\n\n',
      [
        { id: '1', data: 'one' },
        { id: '', data: 'two' },
      ],
    ],
    ['no id with U+0000', 'id: 1\0\ndata: one\n\n', [{ id: '', data: 'one' }]],
    ['no comments and unknown fields', ': data: one\nretry: 5\nevent: x\nother\n\n', []],
    ['no message that is cut off', 'data: one\n\ndata: two\n', [{ id: '', data: 'one' }]],
  ])('reads %s, however it is cut', async (_, text, messages) => {
    for (const size of [1, 2, 3, 5, 1_000]) expect([size, await parse(text, size)]).toEqual([size, messages]);
  });

  it('refuses a line without an end', async () => {
    await expect(parse('data: '.padEnd(3_000_000, 'x'), 65_536)).rejects.toMatchObject({ code: 'INTERNAL' });
  });
});
