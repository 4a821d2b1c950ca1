import { Databund, sendByHttp, type Send } from '@databund/client';
import { chooseRounds } from '../support/choose-rounds';
import { HttpExchange } from '../support/http-exchange';
import { longTimeoutMs } from '../support/timeouts';
import { Random } from '../mutate/random';

jest.setTimeout(longTimeoutMs);

const rounds = chooseRounds({ full: 1_000, few: 200 });
const [events, drops] = [rounds, rounds];
/** Submits that run at once, so that one block has many. */
const callers = 25;
/** About two events. */
const mostBytes = 800;

let http: HttpExchange;
beforeAll(async () => {
  http = await HttpExchange.open();
});
afterAll(() => http.close());

/** Breaks off the body of each answer after a random number of bytes, and counts the breaks. */
class Dropper {
  count = 0;

  constructor(private readonly random: Random) {}

  readonly send: Send = async (address, sending) => {
    const answer = await sendByHttp(address, sending);
    return { ...answer, body: this.cut(answer.body as AsyncIterable<Uint8Array>) }; // `as`: sendByHttp answers streams.
  };

  private async *cut(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let left = this.random.draw(mostBytes);
    try {
      for await (const chunk of body) {
        yield chunk.subarray(0, left);
        left -= chunk.length;
        if (left <= 0) return; // Destroys the socket.
      }
    } finally {
      this.count += 1;
    }
  }
}

async function setPresets(): Promise<void> {
  const { operator } = http.exchange.members;
  let begun = 0;
  const set = async () => {
    while (begun < events) {
      begun += 1;
      await operator.call('SetPreset', { sector: `sector-${String(begun)}`, title: { en: 'A sector' }, requires: [] });
    }
  };
  await Promise.all(Array.from({ length: callers }, set));
}

/** Reads as a program that ends now and then before it has acknowledged an event, and begins again after the last one that it has. */
async function acknowledgeAll(databund: Databund, after: string, random: Random): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  while (acknowledged.length < events) {
    for await (const { id } of databund.events({ after: acknowledged.at(-1) ?? after, event: ['PresetSet'] })) {
      if (random.draw(10) === 0) break;
      if (acknowledged.push(id) === events) break;
    }
  }
  return acknowledged;
}

it(`misses and repeats no event while streams break off ${String(rounds)} times`, async () => {
  const options = { url: http.url, token: http.tokens.provider };
  const after = `${http.exchange.network.connectionProfile.channel}:0`;

  const random = new Random(13);
  const dropper = new Dropper(random);
  const reader = acknowledgeAll(new Databund({ ...options, fetch: dropper.send }), after, random);
  const [acknowledged] = await Promise.all([reader, setPresets()]);
  const all: string[] = [];
  for await (const { id } of new Databund(options).events({ after, event: ['PresetSet'] })) if (all.push(id) === events) break;
  expect(acknowledged).toEqual(all);
  expect(new Set(acknowledged).size).toBe(events);
  expect(dropper.count).toBeGreaterThanOrEqual(drops);
});
