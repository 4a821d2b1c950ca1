import { ExchangeError, findExchangeError } from './exchange-error';

/** A word in typographic quotes, which lie outside ASCII. */
const quoted = String.fromCodePoint(0x201c, 0x63, 0x201d);

describe('findExchangeError', () => {
  it('finds an error inside any text that Fabric puts around it', () => {
    const error = new ExchangeError('REVISION_CONFLICT', { expected: 1, actual: 2, text: `a <b> ${quoted} </databund.error>` });
    const found = findExchangeError(`chaincode response 500, ${error.message}; and more`);
    expect(found).toMatchObject({ code: 'REVISION_CONFLICT', details: error.details });
  });

  it.each([
    '',
    'chaincode response 500, boom',
    '<databund.error>{"code":"NO_SUCH_CODE","details":{}}</databund.error>',
    '<databund.error>{"code":"INT',
  ])('finds no error in %j', (text) => {
    expect(findExchangeError(text)).toBeUndefined();
  });
});
