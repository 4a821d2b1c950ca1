import { listEndorsers, type EndorserNeeds } from './endorsers';

const all = ['ExchangeMSP', 'ProviderMSP', 'BuyerMSP', 'RegulatorMSP'];
const list = (own: string, needs: EndorserNeeds) => listEndorsers(needs, { own, operator: 'ExchangeMSP', all });
const head = { atLeast: 2, of: ['ProviderMSP', 'BuyerMSP', 'ExchangeMSP'] };

describe('listEndorsers', () => {
  it('names Exchange and the own organisation for a new key', () => {
    expect(list('ProviderMSP', { isNewKey: true })).toEqual([['ProviderMSP', 'ExchangeMSP']]);
  });

  it("names any other organisation beside Exchange for a new key of Exchange's own", () => {
    expect(list('ExchangeMSP', { isNewKey: true })).toEqual([
      ['ExchangeMSP', 'ProviderMSP'],
      ['ExchangeMSP', 'BuyerMSP'],
      ['ExchangeMSP', 'RegulatorMSP'],
    ]);
  });

  it('names the own organisation alone for a key that exists', () => {
    expect(list('BuyerMSP', { isNewKey: false })).toEqual([['BuyerMSP']]);
  });

  it("adds those who satisfy a head's policy, Exchange first", () => {
    expect(list('BuyerMSP', { isNewKey: false, policies: [head] })).toEqual([
      ['BuyerMSP', 'ExchangeMSP'],
      ['BuyerMSP', 'ProviderMSP'],
    ]);
    expect(list('BuyerMSP', { isNewKey: true, policies: [head] })).toEqual([['BuyerMSP', 'ExchangeMSP']]);
  });

  it('adds two of a head that the own organisation is no party to', () => {
    expect(list('RegulatorMSP', { isNewKey: false, policies: [head] })).toEqual([
      ['RegulatorMSP', 'ExchangeMSP', 'ProviderMSP'],
      ['RegulatorMSP', 'ExchangeMSP', 'BuyerMSP'],
      ['RegulatorMSP', 'ProviderMSP', 'BuyerMSP'],
    ]);
  });

  it('satisfies every policy at once, and counts an organisation that a policy names twice once', () => {
    const sealed = { atLeast: 2, of: ['ProviderMSP', 'RegulatorMSP'] };
    expect(list('ProviderMSP', { isNewKey: true, policies: [head, sealed] })).toEqual([['ProviderMSP', 'ExchangeMSP', 'RegulatorMSP']]);
    expect(list('ProviderMSP', { isNewKey: false, policies: [{ atLeast: 2, of: ['ProviderMSP', 'ProviderMSP'] }] })).toEqual([]);
  });
});
