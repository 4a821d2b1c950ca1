import { hashFounding, keys, type CommandOf, type Exchange } from '@databund/model';
import { makeFounding } from '../support/found-exchange';
import { foundWorld, MemoryWorld, people } from '../support/memory-world';

const agreed = makeFounding(people.operator.participantId, people.authority.participantId);
const other = { ...agreed, parameters: { countLimit: 7 } };
/** One organisation in both offices. */
const overseen: CommandOf<'FoundExchange'> = {
  ...agreed,
  authorityMspId: 'ExchangeMSP',
  organisations: [
    { mspId: 'ExchangeMSP', roles: ['operator', 'authority'] },
    { mspId: 'BuyerMSP', roles: ['buyer'] },
  ],
};

/** A world whose organisation agreed to a founding document. */
function makeWorld(document: CommandOf<'FoundExchange'>): MemoryWorld {
  const world = new MemoryWorld();
  world.agreedFounding = hashFounding(document);
  return world;
}

const found = (world: MemoryWorld, document: CommandOf<'FoundExchange'>) => world.perform('FoundExchange', document, people.admin);

describe('founding of the exchange', () => {
  it('records the hash of the agreed document and shows it', async () => {
    const world = makeWorld(other);
    expect(await found(world, other)).toMatchObject({ founding: hashFounding(other), parameters: { countLimit: 7 } });
  });

  it('refuses a document that the organisation did not agree to', async () => {
    const details = { agreed: hashFounding(agreed), founded: hashFounding(other) };
    await expect(found(makeWorld(agreed), other)).rejects.toMatchObject({ code: 'FOUNDING_NOT_AGREED', details });
  });

  it('refuses every transaction of an exchange that another document founded', async () => {
    const world = await foundWorld();
    world.agreedFounding = hashFounding(other);
    const refused = expect.objectContaining({ code: 'FOUNDING_NOT_AGREED' }) as unknown;
    await expect(world.perform('GetExchange', {}, people.operator)).rejects.toEqual(refused);
    await expect(world.perform('SetParameters', { parameters: { countLimit: 1 } }, people.operator)).rejects.toEqual(refused);
    await expect(found(world, other)).rejects.toEqual(refused);
  });

  it('keeps the founding when the exchange changes', async () => {
    const world = await foundWorld();
    await world.perform('SetParameters', { parameters: { countLimit: 1 } }, people.operator);
    await world.perform('AgreeToChange', { revision: 1 }, people.authority);
    expect(await world.perform('GetExchange', {}, people.operator)).toMatchObject({
      founding: hashFounding(agreed),
      parameters: { countLimit: 1 },
    });
  });

  it.each([
    ['names another document', { document: other }],
    ['has no document', { document: undefined }],
    ['names another hash', { founding: hashFounding(other) }],
    ['has no hash', { founding: null }],
    ['names another operator than its document', { operatorMspId: 'BuyerMSP' }],
    ['names another authority than its document', { authorityMspId: 'BuyerMSP' }],
    ['has other parameters than its document', { parameters: { countLimit: 99 } }],
  ])('refuses an exchange whose record %s', async (_what, forged) => {
    const world = await foundWorld();
    world.forge(keys.exchange(), (exchange) => ({ ...exchange, ...forged }) as typeof exchange);
    await expect(world.perform('GetExchange', {}, people.operator)).rejects.toMatchObject({ code: 'FOUNDING_NOT_AGREED' });
  });
});

describe('change of the exchange', () => {
  const changeExchange = async () => {
    const world = await foundWorld();
    await world.perform('SetParameters', { parameters: { countLimit: 1 } }, people.operator);
    await world.perform('AgreeToChange', { revision: 1 }, people.authority);
    return world;
  };
  const refusal = expect.objectContaining({ code: 'FOUNDING_NOT_AGREED' }) as unknown;

  it.each([
    ['that the operator makes alone', people.operator],
    ['in the name of the authority, without its anchor', people.authority],
  ])('counts for nobody: a change %s', async (_what, as) => {
    const world = await changeExchange();
    const raise = (record: Exchange): Exchange => ({ ...record, parameters: { ...record.parameters, countLimit: 99 } });
    world.append(keys.exchange(), { action: 'change', as, change: raise });
    if (as === people.authority) world.dropAnchor(as.mspId, keys.exchange(), { action: 'change', round: 2 });
    await expect(world.perform('GetExchange', {}, people.operator)).rejects.toEqual(refusal);
  });
});

describe('one organisation as operator and authority', () => {
  it('refuses a founding document that does not say so', async () => {
    await expect(found(makeWorld(overseen), overseen)).rejects.toMatchObject({ code: 'OVERSEERS_NOT_SEPARATE' });
  });

  it('accepts and shows it if the founding document says so', async () => {
    const document = { ...overseen, oneOverseer: true };
    expect(await found(makeWorld(document), document)).toMatchObject({ oneOverseer: true });
  });

  it('refuses the statement about two organisations', async () => {
    const document = { ...agreed, oneOverseer: true };
    await expect(found(makeWorld(document), document)).rejects.toMatchObject({ code: 'OVERSEERS_NOT_SEPARATE' });
  });
});
