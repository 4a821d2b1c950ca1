import { indexKept, keptRoots, keptTrade, readKept } from '../testing/kept-ledger';
import { makeBlocksPack } from './make-pack';
import { decodePack, encodePack } from './pack-file';
import { verifyPack } from './verify-pack';

const index = indexKept();
const request = { subject: keptTrade, index, readBlock: readKept };
const making = makeBlocksPack(request);

/** Flips the lowest bit of one byte. */
function flip(bytes: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** Changes one entry, and lists its new digest as a forger would. */
function forge(bytes: Uint8Array, name: string, change: (entry: Uint8Array) => Uint8Array): Uint8Array {
  const { manifest, entries } = decodePack(bytes);
  const changed = new Map(entries).set(name, change(entries.get(name) ?? new Uint8Array()));
  return encodePack(manifest, changed);
}

describe('a pack of kind blocks', () => {
  it('makes the same file each time', async () => {
    expect(Buffer.compare(await makeBlocksPack(request), await making)).toBe(0);
  });

  it('verifies offline against the roots of the reader, and names on whose word the rest depends', async () => {
    const report = await verifyPack(await making, keptRoots);
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({
      verified: true,
      kind: 'blocks',
      pinned: true,
      channel: 'exchange',
      parties: ['BuyerMSP', 'ProviderMSP'],
    });
    expect(report.verdict).toContain('ExchangeMSP asserts that the money was paid out (28.0).');
    expect(report.verdict).toContain('first 40 blocks is said by the maker of the pack');
  });

  it('says by which bytes each claim was checked', async () => {
    const bytes = await making;
    const { claims } = await verifyPack(bytes, keptRoots);
    const { ranges } = decodePack(bytes);
    const settled = claims.find(({ claim, at }) => claim === 'made' && at === '28.0');
    expect(settled).toMatchObject({ by: 'ExchangeMSP', function: 'trade:SettleTrade', entry: 'block/28', range: ranges.get('block/28') });
  });

  it.each([
    ['listing', 'lst-8nkvseemtwhdgjgv0zgagj5amy'],
    ['authorisation', 'aut-rnj408rd4vdb8byw2xs9e2wsa3'],
    ['delivery', 'dlv-aaa3td58hf4d2g72ydf1ftsdhk'],
    ['participant', 'ptc-11qev5592ndktp2rt27g6a3myn'],
  ] as const)('proves a %s too', async (kind, id) => {
    const report = await verifyPack(await makeBlocksPack({ ...request, subject: { kind, id } }), keptRoots);
    expect(report).toMatchObject({ verified: true, problems: [] });
  });

  it('refuses an object that the ledger does not have', async () => {
    const subject = { kind: 'trade', id: `trd-${'0'.repeat(26)}` } as const;
    await expect(makeBlocksPack({ ...request, subject })).rejects.toMatchObject({ code: 'SUBJECT_MISSING' });
  });

  it('opens a price only if a transaction wrote the hash of its slip', async () => {
    const prices = new Map([[keptTrade.id, '{"amountMinor":1}']]);
    const report = await verifyPack(await makeBlocksPack({ ...request, prices }), keptRoots);
    expect(report.problems).toMatchObject([{ code: 'PRICE_UNKNOWN', entry: `price/${keptTrade.id}` }]);
  });

  it('lists SM3 as a second digest, and checks it', async () => {
    const bytes = Buffer.from(await makeBlocksPack({ ...request, hasSm3: true }));
    expect(await verifyPack(bytes, keptRoots)).toMatchObject({ verified: true });
    const at = bytes.indexOf('"sm3":"') + 7;
    bytes[at] = bytes[at] === 0x30 ? 0x31 : 0x30;
    await expect(verifyPack(bytes, keptRoots)).rejects.toMatchObject({ code: 'ENTRY_HASH' });
  });
});

describe('verifyPack of a changed pack', () => {
  it('names the bytes of a changed entry', async () => {
    const bytes = await making;
    const range = decodePack(bytes).ranges.get('block/28');
    await expect(verifyPack(flip(bytes, (range?.from ?? 0) + 100), keptRoots)).rejects.toMatchObject({ code: 'ENTRY_HASH', range });
  });

  it('names where a cut pack ends, and where a pack with surplus bytes should', async () => {
    const bytes = await making;
    const { length } = bytes;
    await expect(verifyPack(bytes.subarray(0, length - 1))).rejects.toMatchObject({ code: 'PACK_CUT_OFF', range: { to: length - 1 } });
    await expect(verifyPack(Buffer.concat([bytes, Buffer.from('x')]))).rejects.toMatchObject({
      code: 'PACK_TOO_LONG',
      range: { from: length, to: length + 1 },
    });
  });

  it('rejects a file that is no pack', async () => {
    await expect(verifyPack(Buffer.from('{"format":"other"}\n'))).rejects.toMatchObject({ code: 'PACK_MALFORMED' });
  });

  it('rejects a manifest with other white space', async () => {
    const bytes = Buffer.concat([Buffer.from(' '), await making]);
    await expect(verifyPack(bytes)).rejects.toMatchObject({ code: 'PACK_NOT_CANONICAL' });
  });

  it('names the block, its bytes and the claims that fail after a change of an envelope', async () => {
    const report = await verifyPack(
      forge(await making, 'block/28', (entry) => flip(entry, 2_000)),
      keptRoots,
    );
    expect(report.problems).toContainEqual(expect.objectContaining({ code: 'DATA_HASH', entry: 'block/28' }));
    expect(report.problems[0]?.claims).toContain('made 28.0');
    expect(report.problems[0]?.range?.from).toBeGreaterThan(0);
  });

  it('finds a changed header between the blocks of the pack', async () => {
    const report = await verifyPack(
      forge(await making, 'headers', (entry) => flip(entry, 8 * 32)),
      keptRoots,
    );
    expect(report.problems).toContainEqual(expect.objectContaining({ code: 'PREVIOUS_HASH', entry: 'block/13' }));
  });

  it('finds a changed claim, and says what the bytes say', async () => {
    const { manifest, entries } = decodePack(await making);
    const claims = manifest.claims.map((claim) => (claim.at === '23.0' && claim.claim === 'made' ? { ...claim, by: 'BuyerMSP' } : claim));
    const report = await verifyPack(encodePack({ ...manifest, claims }, entries), keptRoots);
    expect(report.problems).toMatchObject([{ code: 'CLAIM_DIFFERENT', claims: ['made 23.0'] }]);
  });

  it('finds a missing and an unexpected entry', async () => {
    const { manifest, entries } = decodePack(await making);
    const changed = new Map([...entries].filter(([name]) => name !== 'block/28')).set('notes', Buffer.from('x'));
    const report = await verifyPack(encodePack(manifest, changed), keptRoots);
    const codes = report.problems.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['ENTRY_MISSING', 'ENTRY_UNEXPECTED']));
  });

  it('finds a pack that leaves the price out', async () => {
    const { manifest, entries } = decodePack(await making);
    const transactions = manifest.transactions.filter(({ at }) => at !== '20.0');
    const report = await verifyPack(encodePack({ ...manifest, transactions }, entries), keptRoots);
    expect(report.verified).toBe(false);
  });

  it('finds a pack that is said to be about another object', async () => {
    const { manifest, entries } = decodePack(await making);
    const subject = { kind: 'participant', id: 'ptc-11qev5592ndktp2rt27g6a3myn' } as const;
    const report = await verifyPack(encodePack({ ...manifest, subject }, entries), keptRoots);
    expect(report.problems).toContainEqual(expect.objectContaining({ code: 'SELECTION_DIFFERENT' }));
  });

  it('rejects roots that are not those of the reader', async () => {
    const { OrdererMSP = [] } = keptRoots;
    const report = await verifyPack(await making, { ...keptRoots, ExchangeMSP: OrdererMSP });
    expect(report.problems).toContainEqual(expect.objectContaining({ code: 'ROOT_NOT_PINNED', entry: 'block/0' }));
  });
});
