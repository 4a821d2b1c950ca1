import { findGap, type StandingUse } from './coverage';
import type { StandingApproval } from './records';

const standing: StandingApproval = {
  id: 'sta-1',
  slot: 'provider',
  givenBy: 'ptc-provider',
  mspId: 'ProviderMSP',
  free: true,
  until: '2026-12-31T00:00:00.000Z',
  state: 'GIVEN',
};
const content = { title: { en: 'Readings' }, charge: { basis: 'free' as const } };
const use: StandingUse = {
  listing: { id: 'lst-1', provider: 'ptc-provider', content },
  grade: 'general',
  terms: { purpose: 'research', mode: 'download', until: '2026-12-31T00:00:00.000Z' },
  buyer: { id: 'ptc-buyer', mspId: 'BuyerMSP', roles: ['buyer'] },
};
const priced = { ...use.listing, content: { ...content, charge: { basis: 'priced' as const, freePurposes: ['teaching'] } } };

describe('coverage of a standing approval', () => {
  it.each<[string, Partial<StandingApproval>, Partial<StandingUse>]>([
    ['no limits', {}, {}],
    ['the listing', { listings: ['lst-2', 'lst-1'] }, {}],
    ['a listing of anybody, as the operator', { slot: 'operator', givenBy: 'ptc-operator' }, {}],
    ['the purpose', { purposes: ['research'] }, {}],
    ['the mode', { modes: ['api', 'download'] }, {}],
    [
      'the role, the organisation and the buyer',
      { buyers: { roles: ['buyer'], organisations: ['BuyerMSP'], participants: ['ptc-buyer'] } },
      {},
    ],
    ['paid use', { free: false }, { listing: priced }],
    ['a purpose that is free', {}, { listing: priced, terms: { ...use.terms, purpose: 'teaching' } }],
  ])('includes a use by %s', (_, limits, changes) => {
    expect(findGap({ ...standing, ...limits }, { ...use, ...changes })).toBeUndefined();
  });

  it.each<[string, Partial<StandingApproval>, Partial<StandingUse>]>([
    ['withdrawn', { state: 'WITHDRAWN' }, {}],
    ['given-by-buyer', { slot: 'operator', givenBy: 'ptc-buyer' }, {}],
    ['grade', {}, { grade: 'important' }],
    ['grade', {}, { grade: undefined }],
    ['listing', { listings: ['lst-2'] }, {}],
    ['listing', { givenBy: 'ptc-other-provider' }, {}],
    ['purpose', { purposes: ['teaching'] }, {}],
    ['mode', { modes: ['compute'] }, {}],
    ['until', { until: '2026-12-30T00:00:00.000Z' }, {}],
    ['not-free', {}, { listing: priced }],
    ['buyer', { buyers: { roles: ['authority'] } }, {}],
    ['buyer', { buyers: { organisations: ['ProviderMSP'] } }, {}],
    ['buyer', { buyers: { participants: ['ptc-other'] } }, {}],
    ['buyer', { buyers: { roles: ['buyer'], participants: ['ptc-other'] } }, {}],
  ])('lacks a use because of %s', (gap, limits, changes) => {
    expect(findGap({ ...standing, ...limits }, { ...use, ...changes })).toBe(gap);
  });
});
