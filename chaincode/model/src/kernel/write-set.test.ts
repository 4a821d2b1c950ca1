import type { ExchangeEvent } from './declare';
import { encodeWrites, eventLimits } from './write-set';

const event: ExchangeEvent = { type: 'ListingApproved', id: 'lst-1' };
const encode = (events: readonly ExchangeEvent[]) => encodeWrites({ records: [], indexes: [], events }, 'ProviderMSP');

describe('encodeWrites', () => {
  it('puts a private value into the collection of the caller and encodes each part in UTF-8', () => {
    const key = { type: 'slip', parts: ['1'] };
    const privately = { key, value: '{"salt":"ü"}' };
    expect(encodeWrites({ records: [], indexes: [key], privately, events: [event] }, 'ProviderMSP')).toEqual({
      values: [{ key: '\u0000slip\u00001\u0000', value: Uint8Array.from(Buffer.from('{"schema":1}')) }],
      policies: [],
      privateValues: [
        { collection: '_implicit_org_ProviderMSP', key: '\u0000slip\u00001\u0000', value: Uint8Array.from(Buffer.from('{"salt":"ü"}')) },
      ],
      privatePolicies: [],
      event: { name: 'databund.v1', payload: Uint8Array.from(Buffer.from('[{"id":"lst-1","type":"ListingApproved"}]')) },
    });
  });

  it('sets no event if nothing public is written', () => {
    expect(encode([]).event).toBeUndefined();
  });

  it.each<[string, readonly ExchangeEvent[]]>([
    ['21 events', Array.from({ length: eventLimits.mostEvents + 1 }, () => event)],
    ['events of more than 4 KiB', [{ ...event, text: 'x'.repeat(eventLimits.mostBytes) }]],
  ])('refuses %s with EVENTS_TOO_LARGE', (_, events) => {
    expect(() => encode(events)).toThrow('EVENTS_TOO_LARGE');
    expect(encode(events.slice(1)).event?.payload.length ?? 0).toBeLessThanOrEqual(eventLimits.mostBytes);
  });
});
