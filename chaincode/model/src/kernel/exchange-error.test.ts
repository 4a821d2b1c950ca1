import { ExchangeError, findExchangeError } from './exchange-error';

describe('a refusal', () => {
  it('is found again inside whatever text Fabric puts around it', () => {
    const refusal = new ExchangeError('REVISION_CONFLICT', { seen: 1, is: 2, text: 'a <b> “c” </databund.refusal>' });
    const found = findExchangeError(`chaincode response 500, ${refusal.message}; and more`);
    expect(found).toMatchObject({ code: 'REVISION_CONFLICT', details: refusal.details });
  });

  it.each([
    '',
    'chaincode response 500, boom',
    '<databund.refusal>{"code":"NO_SUCH_CODE","details":{}}</databund.refusal>',
    '<databund.refusal>{"code":"INT',
  ])('is not found in %j', (text) => {
    expect(findExchangeError(text)).toBeUndefined();
  });
});
