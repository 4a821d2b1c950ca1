import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { truncateSync } from 'node:fs';
import { get, type ClientRequest, type IncomingMessage } from 'node:http';
import { DeliveryWorld } from '../testing/delivery-world';

const mebibyte = 1024 * 1024;

let world: DeliveryWorld;
beforeEach(async () => {
  world = new DeliveryWorld(randomBytes(20 * mebibyte));
  await world.store();
});
afterEach(() => world.close());

async function startDownload(): Promise<{ readonly asking: ClientRequest; readonly answer: IncomingMessage }> {
  const url = await world.listen();
  return new Promise((resolve, reject) => {
    const asking = get(url + world.delivered, { headers: { authorization: world.under.bearer } }, (answer) => resolve({ asking, answer }));
    asking.once('error', reject);
  });
}

async function read(answer: AsyncIterable<Buffer>, take: (chunk: Buffer) => void): Promise<void> {
  for await (const chunk of answer) take(chunk);
}

describe('a download of 20 MiB', () => {
  it('asks the ledger again after every 8 MiB', async () => {
    const { answer } = await startDownload();
    const digest = createHash('sha256');
    await read(answer, (chunk) => digest.update(chunk));
    expect(digest.digest('hex')).toBe(world.sha256);
    const check = ['GetDelivery', 'GetParticipant', 'GetParticipant'];
    expect(world.names).toEqual(['GetDelivery', ...check, 'GetListing', ...check, ...check, 'SendDelivery']);
  });

  it('cuts a download after 8 MiB if the authorisation is revoked meanwhile, and records no SENT', async () => {
    const { answer } = await startDownload();
    await once(answer, 'readable');
    world.flow = { isOpen: false, because: 'AUTHORISATION_NOT_ACTIVE', state: 'REVOKED' };
    let received = 0;
    await expect(read(answer, (chunk) => (received += chunk.length))).rejects.toThrow('aborted');
    expect(received).toBe(8 * mebibyte);
    expect(world.names).not.toContain('SendDelivery');
    expect(world.under.logged()).toContain('answer broken off');
  });

  it('cuts a download if the stored file is cut meanwhile, and records no SENT', async () => {
    const { answer } = await startDownload();
    await once(answer, 'readable');
    truncateSync(world.stored, 16 * mebibyte);
    await expect(answer.toArray()).rejects.toThrow('aborted');
    expect(world.names).not.toContain('SendDelivery');
  });

  it('ends if the buyer closes the connection, and SENT is not recorded', async () => {
    const { asking, answer } = await startDownload();
    answer.on('error', () => undefined);
    asking.destroy();
    await world.drain();
    expect(world.names).not.toContain('SendDelivery');
  });
});
