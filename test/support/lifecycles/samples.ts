import { makePriceSlip } from '@databund/client';
import { people } from '../memory-world';
import { ids } from './ids';

/** The price slip that both sides agree on, and its hash. */
export const { text: slip, hash: amountHash } = makePriceSlip(ids.trade, 100, 'CNY');

/** Makes the transient data of PriceTrade. */
export const makeSlipTransient = () => ({ slip });

/** Terms that the listed offer permits. */
export const usualTerms = {
  scenario: 's',
  purpose: 'research',
  from: '2026-01-01T00:00:00.000Z',
  until: '2026-12-31T00:00:00.000Z',
  count: 2,
  mode: 'download' as const,
};

/** The standing approvals of the tests: for all uses in their year. */
export const standingTerms = { free: false, until: usualTerms.until };

/** Terms that the listed offer does not permit: only a negotiation leads to them. */
export const offeredTerms = { ...usualTerms, purpose: 'advertising', count: 5 };

/** The content with which the resource is registered. */
export const resourceContent = { title: { en: 'Register of bridges', 'zh-Hans': '桥梁登记' }, description: { en: 'Every bridge.' } };

/** The content to which the resource is changed. */
export const changedContent = { ...resourceContent, frequency: 'monthly' };

/** The mandate of the other provider. */
export const mandateTerms = {
  id: ids.mandate,
  grantee: people.otherProvider.participantId,
  resources: [ids.resource],
  scenarios: [usualTerms.scenario],
  from: '2026-01-01T00:00:00.000Z',
  until: '2026-12-31T00:00:00.000Z',
  ceiling: { amountMinor: 1_000, currency: 'CNY' },
};
