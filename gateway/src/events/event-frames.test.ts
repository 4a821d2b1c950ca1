import type { StreamedEvent } from '@databund/client';
import { isWanted } from './event-filter';
import { formatEvent, formatHeartbeat, formatReset } from './event-frames';
import { endBlock, formatPlace, parsePlace } from './event-place';

const event: StreamedEvent = {
  id: 'exchange:7:0:1',
  type: 'DisputeOpened',
  kind: 'dispute',
  ids: { id: 'dis-1', trade: 'trd-1', round: 2 },
  block: 7,
  transactionId: 'a1',
  time: '2026-01-01T00:00:00.000Z',
};

describe('the messages of a stream', () => {
  it('writes an event with its id, its name and one line of data', () => {
    const [id, name, data = '', ...ends] = formatEvent(event).split('\n');
    expect([id, name, ends]).toEqual(['id: exchange:7:0:1', 'event: DisputeOpened', ['', '']]);
    expect(JSON.parse(data.slice('data: '.length))).toEqual(event);
  });

  it('writes a reset with the id after which the stream goes on', () => {
    const reset = { id: 'exchange:0', kind: 'reset', oldest: 0, newest: 9 } as const;
    expect(formatReset(reset)).toBe(`id: exchange:0\nevent: reset\ndata: ${JSON.stringify(reset)}\n\n`);
  });

  it('writes the id of a whole block with a heartbeat, and none within a block', () => {
    expect(formatHeartbeat('exchange', endBlock(7))).toBe(':\nid: exchange:7\n\n');
    expect(formatHeartbeat('exchange', { block: 7, transaction: 0, index: 1 })).toBe(':\n\n');
  });
});

describe('the ids of places', () => {
  it.each(['exchange:7:0:1', 'exchange:7', 'exchange.data-1:0'])('reads %s as it was written', (id) => {
    const [channel = ''] = id.split(':');
    const place = parsePlace(channel, id);
    expect(place && formatPlace(channel, place)).toBe(id);
    expect(parsePlace('other', id)).toBeUndefined();
  });
});

describe('the filters of a stream', () => {
  it.each([
    [{}, true],
    [{ kind: ['dispute' as const, 'trade' as const] }, true],
    [{ kind: ['trade' as const] }, false],
    [{ event: ['DisputeOpened'] }, true],
    [{ event: ['DisputeRuled'] }, false],
    [{ id: ['dis-1'] }, true],
    [{ id: ['trd-1', 'trd-2'] }, true],
    [{ id: ['trd-2'] }, false],
    [{ kind: ['dispute' as const], id: ['trd-2'] }, false],
  ])('take %j as they say', (query, expected) => {
    expect(isWanted(query, event)).toBe(expected);
  });
});
